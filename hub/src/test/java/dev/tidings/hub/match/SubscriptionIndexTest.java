package dev.tidings.hub.match;

import static dev.tidings.hub.match.Numbered.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionIndexTest {

    private static final Event FOR_ANN = Event.of("filter.verified", "").with("email", "ann@example.com");

    private final SubscriptionIndex<Numbered> index = new SubscriptionIndex<>();

    private Numbered add(int number, Filter... filters) {
        Numbered target = new Numbered(number, filters);
        index.add(target);
        return target;
    }

    private void assertNothingIsLeft() {
        assertThat(index.isEmpty()).isTrue();
        assertThat(index.shapes()).isZero();
        assertThat(index.patterns()).isZero();
    }

    @Test
    void eventFindsThoseWhoseValuesItCarries() {
        add(1, Filter.topic("filter.verified").where("email", "ann@example.com"));
        add(2, Filter.topic("filter.verified").where("email", "bob@example.com"));
        add(3, Filter.topic("filter.created").where("email", "ann@example.com"));
        add(4, Filter.topic("filter.*"));
        add(5, Filter.all().where("email", "ann@example.com").where("tenant", "7"));
        assertThat(found(index, FOR_ANN)).containsExactlyInAnyOrder(1, 4);
        assertThat(found(index, FOR_ANN.with("tenant", "7"))).containsExactlyInAnyOrder(1, 4, 5);
        assertThat(found(index, Event.of("filter.verified", ""))).containsExactly(4);
    }

    @Test
    void targetThatMatchesInManyWaysIsFoundOnce() {
        add(
                1,
                Filter.topics("filter.verified", "*.verified", "filter.**")
                        .where("email", "ann@example.com", "a@example.com"),
                Filter.topic("filter.*"),
                Filter.all().where("tenant", "7", "8"));
        Event event = FOR_ANN.with("email", "a@example.com").with("tenant", "8", "7");
        assertThat(found(index, event)).containsExactly(1);
        assertThat(found(index, event)).containsExactly(1);
    }

    @Test
    void everyCombinationOfAnEventsValuesIsLookedUp() {
        int number = 0;
        for (String m : List.of("1", "2", "3")) {
            for (String n : List.of("1", "2", "3")) {
                add(number++, Filter.all().where("m", m).where("n", n).where("o", "x"));
            }
        }
        Event event = Event.of("a", "")
                .with("m", "3", "1")
                .with("n", "1", "2")
                .with("o", "x")
                .with("p", "y");
        assertThat(found(index, event)).containsExactlyInAnyOrder(0, 1, 6, 7);
        assertThat(index.lookups()).isEqualTo(4);
    }

    @Test
    void matchCostsTheSameHoweverManyDoNotMatch() {
        for (int i = 0; i < 100; i++) {
            add(i, Filter.topics("filter.verified", "chat.**").where("email", i + "@example.com"));
        }
        Event event = Event.of("filter.verified", "").with("email", "42@example.com");
        assertThat(found(index, event)).containsExactly(42);
        long lookups = index.lookups();
        long checks = index.checks();
        for (int i = 100; i < 20_000; i++) {
            add(i, Filter.topics("filter.verified", "chat.**").where("email", i + "@example.com"));
        }
        assertThat(found(index, event)).containsExactly(42);
        assertThat(index.lookups()).isEqualTo(2 * lookups);
        assertThat(index.checks()).isEqualTo(2 * checks);
    }

    @Test
    void topicsOfOneTenantAreLookedUpNotGoneThrough() {
        for (int i = 0; i < 20_000; i++) {
            add(i, Filter.topic("order." + i + ".changed").where("tenant", "7"));
        }
        add(20_000, Filter.topic("order.42.*").where("tenant", "7"));
        Event event = Event.of("order.42.changed", "").with("tenant", "7");
        assertThat(found(index, event)).containsExactlyInAnyOrder(42, 20_000);
        assertThat(index.lookups()).isLessThan(10);
        assertThat(index.checks()).isZero();
    }

    @Test
    void whoHasLeftIsNotFoundAndLeavesNothing() {
        Numbered ann =
                add(1, Filter.topics("filter.verified", "a.**", "b", "c", "d.*").where("email", "ann@example.com"));
        Numbered all = add(2, Filter.all(), Filter.topic("a").where("email", "ann@example.com"));
        index.remove(ann);
        assertThat(found(index, FOR_ANN)).containsExactly(2);
        index.remove(all);
        assertThat(found(index, FOR_ANN)).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void whoHasLeftCanComeBackToAnotherIndex() {
        Numbered ann = add(1, Filter.all().where("email", "ann@example.com"));
        assertThat(found(index, FOR_ANN)).containsExactly(1);
        index.remove(ann);
        SubscriptionIndex<Numbered> another = new SubscriptionIndex<>();
        another.add(ann);
        assertThat(found(another, FOR_ANN)).containsExactly(1);
    }

    @Test
    void filterThatMatchesNothingTakesNoRoom() {
        Numbered nobody = add(1, Filter.all().where("email", List.of()));
        assertThat(index.size()).isEqualTo(1);
        assertThat(index.shapes()).isZero();
        assertThat(found(index, FOR_ANN)).isEmpty();
        index.remove(nobody);
        assertNothingIsLeft();
    }

    @Test
    void shapesAreBoundedAndNobodyIsMissed() {
        SubscriptionIndex<Numbered> small = new SubscriptionIndex<>(2);
        List<Numbered> targets = List.of(
                new Numbered(1, Filter.all().where("a", "1")),
                new Numbered(2, Filter.all().where("a", "1").where("b", "1")),
                new Numbered(3, Filter.all().where("a", "1").where("b", "1").where("c", "1")),
                new Numbered(4, Filter.all().where("a", "1").where("c", "1")),
                new Numbered(5, Filter.all().where("c", "1")),
                new Numbered(6, Filter.all().where("d", "1")));
        targets.forEach(small::add);
        assertThat(small.shapes()).isEqualTo(3);
        assertThat(found(small, Event.of("t", "").with("a", "1"))).containsExactly(1);
        assertThat(found(small, Event.of("t", "").with("a", "1").with("b", "1")))
                .containsExactlyInAnyOrder(1, 2);
        assertThat(found(small, Event.of("t", "").with("a", "1").with("b", "1").with("c", "1")))
                .containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(found(small, Event.of("t", "").with("c", "1"))).containsExactly(5);
        assertThat(found(small, Event.of("t", "").with("d", "2"))).isEmpty();
        targets.forEach(small::remove);
        assertThat(small.shapes()).isZero();
    }

    @Test
    void placeOfAShapeThatHasGoneIsFree() {
        SubscriptionIndex<Numbered> small = new SubscriptionIndex<>(1);
        Numbered first = new Numbered(1, Filter.all().where("a", "1"));
        small.add(first);
        small.remove(first);
        small.add(new Numbered(2, Filter.all().where("b", "1")));
        assertThat(found(small, Event.of("t", "").with("b", "1"))).containsExactly(2);
        assertThat(small.checks()).isEqualTo(1);
    }

    @Test
    void changesDuringAMatchAreRefused() {
        Numbered ann = add(1, Filter.all());
        List<RuntimeException> refusals = new ArrayList<>();
        index.match(FOR_ANN, target -> {
            for (Runnable change : List.<Runnable>of(
                    () -> index.remove(ann), () -> index.add(ann), () -> index.match(FOR_ANN, again -> {}))) {
                try {
                    change.run();
                } catch (IllegalStateException refused) {
                    refusals.add(refused);
                }
            }
        });
        assertThat(refusals).hasSize(3);
    }

    @Test
    void sinkThatThrowsLeavesTheIndexInOrder() {
        add(1, Filter.all());
        assertThatIllegalStateException()
                .isThrownBy(() -> index.match(FOR_ANN, target -> {
                    throw new IllegalStateException("sink");
                }));
        assertThat(found(index, FOR_ANN)).containsExactly(1);
    }

    @Test
    void targetIsFiledOnceAndRemovedOnce() {
        Numbered ann = add(1, Filter.all());
        assertThatIllegalStateException()
                .isThrownBy(() -> index.add(ann))
                .withMessage("target: [[**]] is filed (expected: once, in one index)");
        index.remove(ann);
        assertThatIllegalStateException()
                .isThrownBy(() -> index.remove(ann))
                .withMessage("target: [[**]] is not filed (expected: filed here)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SubscriptionIndex<Numbered>(0))
                .withMessage("maxShapes: 0 (expected: >= 1)");
    }
}
