package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.server.subscribe.WhenBehind;
import dev.tidings.sse.SseMessage;
import dev.tidings.testkit.Await;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client sees that does not read for a while, on endpoints that do not replay everything. */
class WhenBehindTest {

    private static final HubLimits LIMITS =
            HubLimits.DEFAULT.withTailBytes(2 << 20).withLiveBytes(64 << 10);

    /** The kernel shall hold little for those that do not read. */
    private static final int RECEIVE_BYTES = 16 << 10;

    private static final int ITEMS = 10;

    /** Many times what the socket and the hub hold for one stream. */
    private static final int EVENTS = 3_200;

    private static final int EVENT_BYTES = 2 << 10;

    /** So many seconds pass for the hub within one of the test's. */
    private static final int HASTE = 5;

    private static RunningHub start(WhenBehind whenBehind) {
        Hub hub = Hub.builder()
                .limits(LIMITS)
                .ticker(() -> System.nanoTime() * HASTE)
                .open();
        return RunningHub.start(
                hub,
                settings -> settings.eventLoops(1)
                        .endpoint(
                                "/stock",
                                endpoint ->
                                        endpoint.topics("stock").allow("item").whenBehind(whenBehind)));
    }

    private static EventId publish(RunningHub hub, int number) {
        return hub.publish(
                Event.of("stock", number + " " + "x".repeat(EVENT_BYTES)).with("item", "i" + number % ITEMS));
    }

    private static int numberOf(SseMessage message) {
        assertThat(message.type()).isEqualTo(SseMessage.DEFAULT_TYPE);
        return Integer.parseInt(message.data().substring(0, message.data().indexOf(' ')));
    }

    @ParameterizedTest
    @EnumSource
    void whoDidNotReadGetsTheNewestOfEachItemAndThenEverything(Protocol protocol) {
        try (RunningHub hub = start(WhenBehind.LATEST);
                RawClient client = RawClient.connect(hub.server(protocol).port(), protocol, RECEIVE_BYTES)) {
            DecodedStream stream =
                    DecodedStream.open(client, protocol, "/stock", "").readBlock();
            for (int i = 0; i < EVENTS; i++) {
                publish(hub, i);
            }
            List<Integer> numbers = new ArrayList<>();
            Map<Integer, Integer> lastOfEachItem = new LinkedHashMap<>();
            int number = -1;
            while (number < EVENTS - 1) {
                number = numberOf(stream.next());
                numbers.add(number);
                lastOfEachItem.put(number % ITEMS, number);
            }
            EventId last = publish(hub, EVENTS);

            assertThat(numbers).isSorted().doesNotHaveDuplicates().hasSizeLessThan(EVENTS / 2);
            assertThat(lastOfEachItem).hasSize(ITEMS);
            assertThat(lastOfEachItem.values()).allMatch(newest -> newest >= EVENTS - ITEMS);
            assertThat(numberOf(stream.next())).isEqualTo(EVENTS);
            assertThat(stream.lastEventId()).isEqualTo(last.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesBackWithAnIdGetsTheNewestOfEachItem(Protocol protocol) {
        try (RunningHub hub = start(WhenBehind.LATEST);
                RawClient live = hub.connect(protocol);
                RawClient client = hub.connect(protocol)) {
            DecodedStream everything =
                    DecodedStream.open(live, protocol, "/stock", "").readBlock();
            String first = publish(hub, 0).toString();
            for (int i = 1; i < 35; i++) {
                publish(hub, i);
            }
            // What the event loop has not come to yet is live for whoever joins, and then nothing of it is left out.
            while (numberOf(everything.next()) < 34) {}
            DecodedStream stream = DecodedStream.open(client, protocol, "/stock?item=i3&item=i4&item=i7", first);

            assertThat(numberOf(stream.next())).isEqualTo(27);
            assertThat(numberOf(stream.next())).isEqualTo(33);
            assertThat(numberOf(stream.next())).isEqualTo(34);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotReadIsToldThatItIsBehindAndResumes(Protocol protocol) {
        Subscription stock = Subscription.of(Filter.topic("stock"));
        try (RunningHub hub = start(WhenBehind.DISCONNECT)) {
            List<Integer> numbers = new ArrayList<>();
            String lastId;
            try (RawClient slow = RawClient.connect(hub.server(protocol).port(), protocol, RECEIVE_BYTES)) {
                DecodedStream stream =
                        DecodedStream.open(slow, protocol, "/stock", "").readBlock();
                for (int i = 0; i < EVENTS; i++) {
                    publish(hub, i);
                }
                Await.until("the hub has given it up", () -> count(hub, stock) == 0);
                // Only now what was on its way is read: the last words come behind it.
                SseMessage message = stream.next();
                while (message.type().equals(SseMessage.DEFAULT_TYPE)) {
                    numbers.add(numberOf(message));
                    message = stream.next();
                }
                assertThat(message.type()).isEqualTo("tidings.closed");
                assertThat(message.data()).isEqualTo("{\"reason\":\"behind\"}");
                lastId = stream.lastEventId();
                assertThat(stream.readByte()).as("more behind the last words").isFalse();
            }
            assertThat(numbers).hasSizeBetween(1, EVENTS - 1);

            try (RawClient again = hub.connect(protocol)) {
                DecodedStream stream = DecodedStream.open(again, protocol, "/stock", lastId);
                while (numbers.size() < EVENTS) {
                    numbers.add(numberOf(stream.next()));
                }
            }
            for (int i = 0; i < EVENTS; i++) {
                assertThat(numbers.get(i)).isEqualTo(i);
            }
            Await.until("nobody is left", () -> hub.server().connections() == 0 && count(hub, stock) == 0);
        }
    }

    private static int count(RunningHub hub, Subscription subscription) {
        return hub.hub().count(subscription).toCompletableFuture().join();
    }

    /** Its last words would have to wait for what it does not read. */
    @Test
    void whoNeverReadsIsCutOffWithoutHavingBeenTold() {
        try (RunningHub hub = start(WhenBehind.DISCONNECT);
                RawClient dead = RawClient.connect(hub.port(), Protocol.HTTP_1_1, RECEIVE_BYTES)) {
            DecodedStream.open(dead, Protocol.HTTP_1_1, "/stock", "").readBlock();
            for (int i = 0; i < EVENTS; i++) {
                publish(hub, i);
            }
            Await.until("the dead reader is cut off", () -> hub.server().connections() == 0);
        }
    }
}
