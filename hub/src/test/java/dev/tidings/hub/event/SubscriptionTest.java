package dev.tidings.hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

    private static final Filter MINE = Filter.topic("message.**").where("user", "ann");
    private static final Filter EVERYONES = Filter.topic("announcement.**");

    @Test
    void anyFilterIsEnough() {
        Subscription subscription = Subscription.of(MINE, EVERYONES);
        assertThat(subscription.matches(Event.of("message.new", "").with("user", "ann")))
                .isTrue();
        assertThat(subscription.matches(Event.of("announcement", ""))).isTrue();
        assertThat(subscription.matches(Event.of("message.new", "").with("user", "bob")))
                .isFalse();
    }

    @Test
    void filterThatSaysNothingNewIsDropped() {
        Subscription subscription = Subscription.of(
                MINE,
                EVERYONES,
                Filter.topic("announcement.today").where("user", "ann"),
                Filter.topics(List.of()),
                MINE);
        assertThat(subscription).isEqualTo(Subscription.of(EVERYONES, MINE));
        assertThat(subscription.filters()).containsExactlyInAnyOrder(MINE, EVERYONES);
    }

    @Test
    void subscriptionToNothingIsLegal() {
        assertThat(Subscription.of(Filter.topics(List.of())).matches(Event.of("a", "")))
                .isFalse();
    }

    @Test
    void orderOfFiltersMakesNoDifference() {
        assertThat(Subscription.of(MINE, EVERYONES))
                .isEqualTo(Subscription.of(EVERYONES, MINE))
                .hasSameHashCodeAs(Subscription.of(EVERYONES, MINE));
    }

    @Test
    void containmentAsksForOneFilterThatContainsEach() {
        Subscription both = Subscription.of(MINE, EVERYONES);
        assertThat(both.contains(Subscription.of(Filter.topic("message.new").where("user", "ann"))))
                .isTrue();
        assertThat(both.contains(both)).isTrue();
        assertThat(Subscription.of(MINE).contains(both)).isFalse();
        assertThat(Subscription.of(Filter.all()).contains(both)).isTrue();
    }

    @Test
    void subscriptionHasOneToEightFilters() {
        assertThat(Subscription.of(Collections.nCopies(8, MINE)).filters()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.of(Collections.nCopies(9, MINE)))
                .withMessage("filters: 9 (expected: 1-8)");
        assertThatIllegalArgumentException().isThrownBy(Subscription::of).withMessage("filters: 0 (expected: 1-8)");
    }

    @Test
    void filterOfASubscriptionHasAtMost64Combinations() {
        List<String> eight = new ArrayList<>(List.of("1", "2", "3", "4", "5", "6", "7", "8"));
        Filter filter = Filter.all().where("m", eight);
        assertThat(Subscription.of(filter.where("n", eight)).filters()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.of(filter.where("n", eight).where("o", "1", "2")))
                .withMessageEndingWith("128 combinations of values (expected: at most 64)");
    }

    @Test
    void whatItTakesOfAnIndexIsBounded() {
        List<String> values = IntStream.range(0, 64).mapToObj(String::valueOf).toList();
        Subscription.of(Filter.topics("a", "b", "c.*", "d.e").where("n", values));
        Filter wide = Filter.topics("a.b.c.*", "*.d.e.f", "g").where("n", values);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.of(wide))
                .withMessage("subscription: 576 combinations of values and segments of topics (expected: at most 512)");
    }
}
