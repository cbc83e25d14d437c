package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageBudgetTest {

    private final PageBudget budget = new PageBudget(() -> 100 << 10);
    private final List<String> granted = new ArrayList<>();

    private Page<String> request(String name, long bytes) {
        Page<String> page = new Page<>(0);
        budget.request(page, bytes, () -> granted.add(name));
        return page;
    }

    private void keep(Page<String> page, long bytes) {
        budget.keep(page, bytes, () -> budget.release(page));
    }

    @Test
    void shareShrinksWithThoseWhoAreBehindButNotToNothing() {
        assertThat(budget.share(0)).isEqualTo(100 << 10);
        assertThat(budget.share(10)).isEqualTo(10 << 10);
        assertThat(budget.share(10_000)).isEqualTo(4 << 10);
    }

    @Test
    void pageIsGrantedOnceThoughKeptPagesMakeRoomForIt() {
        keep(request("first", 40 << 10), 40 << 10);
        keep(request("second", 40 << 10), 40 << 10);
        // Dropping the first makes room for it; the second need not go.
        Page<String> third = request("third", 50 << 10);
        request("fourth", 100 << 10);

        assertThat(granted).containsExactly("first", "second", "third");
        budget.release(third);
        assertThat(granted).containsExactly("first", "second", "third", "fourth");
        assertThat(budget.used()).isEqualTo(100 << 10);
    }

    @Test
    void pageThatTookLessThanItAskedForLeavesRoomForOthers() {
        Page<String> first = request("first", 90 << 10);
        request("second", 90 << 10);
        keep(first, 1 << 10);
        budget.grant();

        assertThat(granted).containsExactly("first", "second");
        assertThat(budget.used()).isEqualTo(91 << 10);
    }

    @Test
    void pageThatNobodyWaitsForAnyMoreLeavesTheLine() {
        Page<String> first = request("first", 90 << 10);
        Page<String> second = request("second", 90 << 10);
        budget.release(second);
        budget.release(first);

        assertThat(granted).containsExactly("first");
        assertThat(budget.used()).isZero();
        assertThat(budget.waiting()).isZero();
    }

    @Test
    void oneEventLargerThanTheBudgetIsStillRead() {
        request("large", 500 << 10);

        assertThat(granted).containsExactly("large");
    }
}
