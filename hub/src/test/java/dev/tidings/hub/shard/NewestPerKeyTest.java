package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewestPerKeyTest {

    private static final long ROOM = 1 << 20;
    private static final Subscription ANY = Subscription.of(Filter.all());

    private long position;

    private Delivery delivery(Event event) {
        return new Delivery("epoch", ++position, 0, event);
    }

    private Delivery ofItem(String item) {
        return delivery(Event.of("stock", "x").with("item", item));
    }

    private static Gathering byItem() {
        return Gathering.of(WhenBehind.latest(List.of("item")), ANY, ROOM);
    }

    private static Gathering byItem(long maxBytes, int maxKeys, int maxExamined) {
        return new NewestPerKey(List.of("item"), maxBytes, maxKeys, maxExamined);
    }

    private static List<Long> positions(Gathering gathering) {
        return gathering.events().stream().map(Delivery::position).toList();
    }

    @Test
    void newestOfEachKeyIsLeftInTheOrderOfTheLog() {
        Gathering gathering = byItem();
        for (String item : List.of("a", "b", "a", "c", "a", "c")) {
            assertThat(gathering.add(ofItem(item))).isTrue();
        }

        assertThat(positions(gathering)).containsExactly(2L, 5L, 6L);
    }

    @Test
    void topicIsPartOfTheKeyAndOtherAttributesAreNot() {
        Gathering gathering = byItem();
        gathering.add(delivery(Event.of("stock", "1").with("item", "a")));
        gathering.add(delivery(Event.of("price", "2").with("item", "a")));
        gathering.add(delivery(
                Event.of("stock", "3").with("item", "a").with("shop", "7").withType("other")));
        gathering.add(delivery(Event.of("stock", "4")));
        gathering.add(delivery(Event.of("stock", "5").with("shop", "7")));

        assertThat(positions(gathering)).containsExactly(2L, 3L, 5L);
    }

    @Test
    void eventOfSeveralValuesIsSupersededByOneOfTheSameValues() {
        Gathering gathering = byItem();
        gathering.add(delivery(Event.of("stock", "1").with("item", "a", "b")));
        gathering.add(delivery(Event.of("stock", "2").with("item", "a")));
        gathering.add(delivery(Event.of("stock", "3").with("item", "b", "a")));

        assertThat(positions(gathering)).containsExactly(2L, 3L);
    }

    @Test
    void valuesOfOneAttributeAreNotTakenForThoseOfAnother() {
        Gathering gathering = Gathering.of(WhenBehind.latest(List.of("item", "shop")), ANY, ROOM);
        gathering.add(delivery(Event.of("stock", "1").with("item", "a")));
        gathering.add(delivery(Event.of("stock", "2").with("shop", "a")));
        gathering.add(delivery(Event.of("stock", "3").with("item", "a", "b")));
        gathering.add(delivery(Event.of("stock", "4").with("item", "a, b")));
        gathering.add(delivery(Event.of("stock", "5").with("item", "a").with("shop", "b")));

        assertThat(positions(gathering)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void withoutDeclaredAttributesThoseOfTheFiltersTellEventsApart() {
        Subscription subscription = Subscription.of(
                Filter.all().where("item", "a", "b"), Filter.topic("stock").where("shop", "7"));
        Gathering gathering = Gathering.of(WhenBehind.latest(List.of()), subscription, ROOM);
        gathering.add(delivery(Event.of("stock", "1").with("item", "a").with("colour", "red")));
        gathering.add(delivery(Event.of("stock", "2").with("item", "a").with("shop", "7")));
        gathering.add(delivery(Event.of("stock", "3").with("item", "a").with("colour", "blue")));

        assertThat(positions(gathering)).containsExactly(2L, 3L);
    }

    @Test
    void equalAttributesInAnotherOrderAreEqual() {
        assertThat(WhenBehind.latest(List.of("shop", "item", "shop")))
                .isEqualTo(WhenBehind.latest(List.of("item", "shop")))
                .isNotEqualTo(WhenBehind.latest(List.of("item")));
    }

    @Test
    void fullOfKeysItTakesOnlyWhatSupersedes() {
        Gathering gathering = byItem(ROOM, 2, 100);
        assertThat(gathering.add(ofItem("a"))).isTrue();
        assertThat(gathering.add(ofItem("b"))).isTrue();
        assertThat(gathering.add(ofItem("a"))).isTrue();
        assertThat(gathering.add(ofItem("c"))).isFalse();

        assertThat(positions(gathering)).containsExactly(2L, 3L);
    }

    @Test
    void fullOfBytesItTakesOnlyWhatFitsForWhatItSupersedes() {
        Delivery small = ofItem("a");
        long bytes = Batch.encodedBytes(small.event());
        Gathering gathering = byItem(bytes, 100, 100);
        assertThat(gathering.add(small)).isTrue();
        for (int i = 1; i < NewestPerKey.MAX_PAGES; i++) {
            assertThat(gathering.add(ofItem("b" + i))).isTrue();
        }
        assertThat(gathering.add(ofItem("a"))).isTrue();
        assertThat(gathering.add(delivery(Event.of("stock", "xx").with("item", "a"))))
                .isFalse();

        assertThat(positions(gathering)).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void pageIsTheFirstOfWhatIsToBeSent() {
        long bytes = Batch.encodedBytes(Event.of("stock", "x"));
        Gathering gathering = byItem(2 * bytes, 100, 100);
        for (String item : List.of("a", "b", "c", "d", "a", "d")) {
            assertThat(gathering.add(ofItem(item))).isTrue();
        }
        List<Delivery> page = gathering.pageBehind(0);
        List<Delivery> next = gathering.pageBehind(3);

        assertThat(positions(gathering)).containsExactly(2L, 3L, 5L, 6L);
        assertThat(page).extracting(Delivery::position).containsExactly(2L, 3L);
        assertThat(gathering.through(page, 20)).isEqualTo(3);
        assertThat(next).extracting(Delivery::position).containsExactly(5L, 6L);
        assertThat(gathering.through(next, 20)).isEqualTo(20);
        assertThat(gathering.through(gathering.pageBehind(6), 20)).isEqualTo(20);
        assertThat(gathering.exceedsPage()).isTrue();
    }

    @Test
    void oneEventIsTakenHoweverLargeItIs() {
        Gathering gathering = byItem(10, 100, 100);
        assertThat(gathering.add(delivery(Event.of("stock", "x".repeat(100)).with("item", "a"))))
                .isTrue();
        assertThat(gathering.add(delivery(Event.of("stock", "x".repeat(200)).with("item", "a"))))
                .as("which supersedes the only one")
                .isTrue();
        assertThat(gathering.add(ofItem("b"))).isFalse();

        assertThat(gathering.exceedsPage()).isTrue();
        assertThat(positions(gathering)).containsExactly(2L);
        assertThat(gathering.pageBehind(0)).hasSize(1);
    }

    @Test
    void lookingEndsAfterSoManyEventsAlsoIfAllAreOfOneKey() {
        Gathering gathering = byItem(ROOM, 100, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(gathering.add(ofItem("a"))).isTrue();
        }
        assertThat(gathering.add(ofItem("a"))).isFalse();

        assertThat(positions(gathering)).containsExactly(3L);
    }

    @Test
    void lookingEndsAfterSoManyBytesAlsoIfAllAreOfOneKey() {
        Gathering gathering = byItem();
        String large = "x".repeat(256 << 10);
        int taken = 0;
        while (gathering.add(delivery(Event.of("stock", large).with("item", "a")))) {
            taken++;
        }

        assertThat(taken).isBetween(32, 33);
    }
}
