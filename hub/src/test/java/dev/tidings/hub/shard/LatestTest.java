package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.MemoryLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is behind gets the newest of each key, where an endpoint says so; who is live gets everything. */
class LatestTest {

    private static final WhenBehind BY_ITEM = WhenBehind.latest(List.of("item"));

    private HubFixture fixture = new HubFixture(HubLimits.DEFAULT.withLiveBytes(1024));

    private EventId publish(String item, String data) {
        EventId id = fixture.publish(Event.of("stock", data).with("item", item));
        fixture.scheduler.settle();
        return id;
    }

    /** Publishes so many events in turn for so many items, each with its number and so much padding. */
    private void publish(int from, int count, int items, int padding) {
        for (int i = from; i < from + count; i++) {
            publish("i" + i % items, i + " ".repeat(padding));
        }
    }

    private static List<Integer> numbers(RecordingSubscriber subscriber) {
        return subscriber.data().stream()
                .map(data -> Integer.parseInt(data.strip()))
                .toList();
    }

    private static List<Long> positions(RecordingSubscriber subscriber) {
        return subscriber.deliveries().stream().map(Delivery::position).toList();
    }

    private static Map<String, String> lastOfEachItem(RecordingSubscriber subscriber) {
        Map<String, String> last = new LinkedHashMap<>();
        for (Delivery delivery : subscriber.deliveries()) {
            last.put(
                    delivery.event().values("item").get(0),
                    delivery.event().data().strip());
        }
        return last;
    }

    @Test
    void whoIsLiveGetsEverything() {
        RecordingSubscriber live = fixture.join(Start.now(), BY_ITEM);
        publish(0, 20, 2, 2_000);

        assertThat(numbers(live)).hasSize(20).isSorted();
    }

    @Test
    void whoNearlyCaughtUpGetsTheNewestOfEachItem() {
        RecordingSubscriber slow = fixture.join(Start.now(), BY_ITEM);
        slow.stall();
        publish(0, 20, 2, 2_000);
        publish("rare", "100");
        publish(20, 2, 2, 2_000);
        long encoded = fixture.encoding.events();
        slow.open();
        fixture.scheduler.settle();

        // The first was on its way when the socket was full.
        assertThat(numbers(slow)).containsExactly(0, 100, 20, 21);
        assertThat(positions(slow)).isSorted();
        assertThat(fixture.encoding.events() - encoded)
                .as("events encoded for it")
                .isEqualTo(3);
        assertThat(fixture.counters.pagesRead).hasValue(0);
        assertThat(fixture.census().behind()).isZero();
    }

    @Test
    void whoIsFarBehindGetsTheNewestOfEachItemOfEachPage() {
        fixture = new HubFixture(HubFixture.SMALL_TAIL.withLiveBytes(1024));
        RecordingSubscriber slow = fixture.join(Start.now(), BY_ITEM);
        slow.stall();
        publish("rare", "1000");
        publish(0, 500, 10, 2_000);
        long encoded = fixture.encoding.events();
        slow.open();
        fixture.scheduler.settle();

        assertThat(positions(slow)).isSorted().doesNotHaveDuplicates();
        assertThat(numbers(slow)).hasSizeBetween(11, 12).contains(1000).endsWith(498, 499);
        assertThat(lastOfEachItem(slow)).hasSize(11);
        assertThat(fixture.encoding.events() - encoded).isLessThan(20);
        publish(500, 3, 10, 0);
        assertThat(numbers(slow)).endsWith(500, 501, 502);
    }

    @Test
    void nothingNewestIsLostWhereAPageIsFullOfKeys() {
        int items = 2_500;
        RecordingSubscriber reader = joinBehind(2 * items, items);

        assertThat(fixture.counters.pagesRead.get()).isGreaterThanOrEqualTo(5);
        assertThat(positions(reader)).isSorted().doesNotHaveDuplicates();
        assertThat(lastOfEachItem(reader)).hasSize(items);
        lastOfEachItem(reader)
                .forEach((item, last) -> assertThat(Integer.parseInt(last))
                        .as(item)
                        .isEqualTo(items + Integer.parseInt(item.substring(1))));
    }

    /** 20 items of 16 KiB are more than two pages, and of fewer than that nothing is superseded. */
    @Test
    void whatIsSupersededIsLeftOutAlsoIfTheNewestOfEachItemAreMoreThanAPage() {
        fixture = new HubFixture(HubFixture.SMALL_TAIL.withLiveBytes(1024));
        RecordingSubscriber slow = fixture.join(Start.now(), BY_ITEM);
        slow.stall();
        publish(0, 300, 20, 16 << 10);
        slow.open();
        fixture.scheduler.settle();

        assertThat(positions(slow)).isSorted().doesNotHaveDuplicates();
        assertThat(numbers(slow)).hasSizeBetween(20, 30);
        assertThat(numbers(slow)
                        .subList(numbers(slow).size() - 20, numbers(slow).size()))
                .isEqualTo(IntStream.range(280, 300).boxed().toList());
    }

    /** If each page were the first of all that is new, it would always be of the same few items. */
    @Test
    void whoNeverCatchesUpGetsSomethingOfEachItem() {
        fixture = new HubFixture(HubFixture.SMALL_TAIL.withLiveBytes(1024));
        RecordingSubscriber slow = fixture.join(Start.now(), BY_ITEM);
        slow.stall();
        for (int i = 0; i < 2_000; i++) {
            publish("hot", "0");
            publish("i" + i % 40, "1" + " ".repeat(16 << 10));
            if (i % 40 == 0) {
                slow.read(130 << 10);
                fixture.scheduler.settle();
            }
        }
        List<Delivery> sent = slow.deliveries();

        assertThat(fixture.census().behind()).isEqualTo(1);
        assertThat(sent.subList(sent.size() / 2, sent.size()))
                .extracting(delivery -> delivery.event().values("item").get(0))
                .contains("hot")
                .containsAll(IntStream.range(0, 40).mapToObj(i -> "i" + i).toList());
    }

    @Test
    void pageEndsWhenItHasLookedAtManyEventsAndTheNextGoesOn() {
        int events = 3 * NewestPerKey.MAX_EXAMINED;
        RecordingSubscriber reader = joinBehind(events, 2);

        assertThat(fixture.counters.pagesRead).hasValue(3);
        assertThat(numbers(reader))
                .containsExactly(9_998, 9_999, 19_998, 19_999, 29_998, 29_999)
                .endsWith(events - 1);
    }

    /** Joins with an id behind which so many events for so many items are. */
    private RecordingSubscriber joinBehind(int events, int items) {
        String start = fixture.hub.head().toString();
        for (int i = 0; i < events; i++) {
            fixture.publish(Event.of("stock", Integer.toString(i)).with("item", "i" + i % items));
        }
        fixture.scheduler.settle();
        return fixture.join(Start.after(start), BY_ITEM);
    }

    @Test
    void membersAtOnePlaceSharePagesAndEachGetsTheNewest() {
        fixture = new HubFixture(HubFixture.SMALL_TAIL.withLiveBytes(1024));
        List<RecordingSubscriber> members = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            members.add(fixture.join(Start.now(), BY_ITEM));
        }
        members.forEach(RecordingSubscriber::stall);
        publish(0, 500, 10, 2_000);
        long encoded = fixture.encoding.events();
        members.forEach(RecordingSubscriber::open);
        fixture.scheduler.settle();

        for (RecordingSubscriber member : members) {
            assertThat(positions(member)).isSorted().doesNotHaveDuplicates();
            assertThat(numbers(member)).endsWith(490, 491, 492, 493, 494, 495, 496, 497, 498, 499);
        }
        assertThat(fixture.encoding.events() - encoded)
                .as("events encoded for all of them together")
                .isLessThan(100);
        assertThat(fixture.encoding.alive()).as("batches kept").isLessThanOrEqualTo(1);
    }

    @Test
    void whoIsTreatedDifferentlySharesNoPage() {
        fixture = new HubFixture(HubFixture.SMALL_TAIL.withLiveBytes(1024));
        RecordingSubscriber replayed = fixture.join(Start.now(), WhenBehind.replay());
        RecordingSubscriber latest = fixture.join(Start.now(), BY_ITEM);
        RecordingSubscriber byTopic = fixture.join(Start.now(), WhenBehind.latest(List.of("colour")));
        assertThat(fixture.census().audiences()).isEqualTo(3);
        List<RecordingSubscriber> all = List.of(replayed, latest, byTopic);
        all.forEach(RecordingSubscriber::stall);
        publish(0, 200, 4, 2_000);
        all.forEach(RecordingSubscriber::open);
        fixture.scheduler.settle();

        assertThat(numbers(replayed)).hasSize(200).isSorted();
        assertThat(numbers(latest)).hasSizeLessThan(10).endsWith(196, 197, 198, 199);
        assertThat(numbers(byTopic)).hasSizeLessThan(4).endsWith(199);
    }

    @Test
    void countOfTheNewestIsOfAllEventsBeforeTheSupersededAreLeftOut() {
        publish(0, 10, 2, 0);
        RecordingSubscriber newest = fixture.join(Start.last(5), BY_ITEM);

        assertThat(numbers(newest)).containsExactly(8, 9);
        assertThat(newest.position()).isNotNull().extracting(EventId::position).isEqualTo(5L);
        assertThat(numbers(fixture.join(Start.last(1), BY_ITEM))).containsExactly(9);
    }

    @Test
    void whoIsCutOffInTheMiddleOfAPageResumesWithoutLoss() {
        fixture = new HubFixture();
        String start = fixture.hub.head().toString();
        publish(0, 400, 5, 10);
        publish("late", "1000");
        RecordingSubscriber whole = fixture.join(Start.after(start), BY_ITEM);
        for (Delivery cut : whole.deliveries()) {
            RecordingSubscriber resumed = fixture.join(Start.after(cut.id().toString()), BY_ITEM);
            assertThat(positions(resumed))
                    .as("behind %s", cut.id())
                    .isEqualTo(positions(whole).stream()
                            .filter(position -> position > cut.position())
                            .toList());
        }
        assertThat(numbers(whole)).containsExactly(395, 396, 397, 398, 399, 1000);
    }

    @Test
    void gapIsToldWhenRetentionOvertakes() {
        fixture = new HubFixture(
                HubFixture.SMALL_TAIL.withLiveBytes(1024),
                MemoryLog.builder().maxBytes(256 << 10).open());
        RecordingSubscriber slow = fixture.join(Start.now(), BY_ITEM);
        slow.stall();
        publish("gone", "1000");
        publish(0, 500, 5, 2_000);
        slow.open();
        fixture.scheduler.settle();

        assertThat(slow.gaps())
                .isNotEmpty()
                .allSatisfy(gap -> assertThat(gap.reason()).isEqualTo(Gap.Reason.EXPIRED));
        assertThat(numbers(slow)).endsWith(495, 496, 497, 498, 499);
    }

    @Test
    void nothingIsLeftOver() {
        fixture = new HubFixture(HubFixture.SMALL_TAIL.withLiveBytes(1024));
        RecordingSubscriber slow = new RecordingSubscriber(fixture.loop, fixture.encoding);
        Membership membership = fixture.shard.join(new JoinRequest<>(
                slow,
                Subscription.of(Filter.topic("stock")),
                fixture.encoding,
                Start.now(),
                "",
                JoinRequest.DEFAULT_STALL_LIMIT,
                JoinRequest.DEFAULT_HEARTBEAT,
                BY_ITEM));
        slow.stall();
        fixture.scheduler.settle();
        publish(0, 200, 4, 2_000);
        slow.read(3_000);
        fixture.scheduler.settle();
        membership.leave();
        fixture.scheduler.settle();

        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
        assertThat(fixture.encoding.alive()).isZero();
    }
}
