package dev.tidings.hubclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything has a bound, and what is beyond it is refused. */
@Timeout(60)
class PublishLimitsTest {

    private static final PublishLimits LIMITS = PublishLimits.DEFAULT;
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    @Test
    void timesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> LIMITS.withClosing(FOR_EVER))
                .hasMessage("closing: " + FOR_EVER + " (expected: PT0S..PT1H)");
        assertThatThrownBy(() -> LIMITS.withClosing(Duration.ofNanos(-1)))
                .hasMessage("closing: PT-0.000000001S (expected: PT0S..PT1H)");
        assertThatThrownBy(() -> LIMITS.withPauses(FOR_EVER, FOR_EVER))
                .hasMessage("firstPause: " + FOR_EVER + " (expected: at most PT4M)");
        assertThatThrownBy(() -> LIMITS.withPauses(Duration.ofMillis(1), FOR_EVER))
                .hasMessage("longestPause: " + FOR_EVER + " (expected: at most PT4M)");
        assertThatThrownBy(() -> LIMITS.withTotal(FOR_EVER)).hasMessageEndingWith("(expected: at most PT4M together)");
        assertThatThrownBy(() -> LIMITS.withAttempt(FOR_EVER))
                .hasMessageEndingWith("(expected: at most PT4M together)");
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> LIMITS.withRequestsPerSecond(0))
                .hasMessage("requestsPerSecond: 0 (expected: 1..10000)");
        assertThatThrownBy(() -> LIMITS.withRequestsPerSecond(10_001))
                .hasMessage("requestsPerSecond: 10001 (expected: 1..10000)");
        assertThatThrownBy(() -> LIMITS.withListBytes(0)).hasMessage("listBytes: 0 (expected: >= 1)");
    }

    @Test
    void aListThatNoHubWouldTakeIsNotSent() {
        Event large = Event.of("note", "x".repeat(256 << 10));
        try (RawHub hub = RawHub.start(
                        (request, reply) -> reply.ids(0, request.events().size()));
                HubClient client = HubClient.builder(hub.uri()).build()) {
            assertThatThrownBy(() -> client.publish(Collections.nCopies(1_000, large))
                            .toCompletableFuture()
                            .join())
                    .hasRootCauseInstanceOf(IllegalArgumentException.class)
                    .hasRootCauseMessage(
                            "events: more than 8323072 bytes in the first 32 of 1000 (expected: at most listBytes, published whole)");
            assertThat(hub.requests()).isEmpty();
            assertThat(client.publish(Collections.nCopies(31, large))
                            .toCompletableFuture()
                            .join())
                    .hasSize(31);
        }
    }

    @Test
    void aListIsAsLargeAsItsRequest() {
        List<Event> events = Collections.nCopies(10, Event.of("note", "x".repeat(100)));
        try (RawHub hub =
                RawHub.start((request, reply) -> reply.ids(0, request.events().size()))) {
            try (HubClient client = HubClient.builder(hub.uri()).build()) {
                client.publish(events).toCompletableFuture().join();
            }
            int bytes = hub.requests().get(0).body().length();
            try (HubClient client = HubClient.builder(hub.uri())
                    .publishLimits(LIMITS.withListBytes(bytes))
                    .build()) {
                client.publish(events).toCompletableFuture().join();
            }
            try (HubClient client = HubClient.builder(hub.uri())
                    .publishLimits(LIMITS.withListBytes(bytes - 1))
                    .build()) {
                assertThatThrownBy(() ->
                                client.publish(events).toCompletableFuture().join())
                        .hasRootCauseInstanceOf(IllegalArgumentException.class);
            }
            assertThat(hub.requests()).hasSize(2);
        }
    }

    @Test
    void thoseWhoWereToldToComeBackAtOneTimeComeAfterItAndNotInStep() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Duration asked = Duration.ofSeconds(6);
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pauses.add(Pauses.nanos(LIMITS, 1, asked, random));
        }

        assertThat(pauses)
                .as("seed %d", seed)
                .allMatch(nanos -> nanos >= asked.toNanos() && nanos <= asked.toNanos() * 3 / 2);
        assertThat(pauses).as("seed %d", seed).anyMatch(nanos -> nanos < asked.toNanos() * 9 / 8);
        assertThat(pauses).as("seed %d", seed).anyMatch(nanos -> nanos > asked.toNanos() * 11 / 8);
    }

    @Test
    void clientsThatAreClosedLeaveNoThreadsBehind() {
        try (RawHub hub =
                RawHub.start((request, reply) -> reply.ids(0, request.events().size()))) {
            // Kept, since those of clients that nobody has any more end sooner or later.
            List<HubClient> closed = new ArrayList<>();
            closed.add(closedAfterPublishing(hub));
            long before = selectors();
            for (int i = 0; i < 20; i++) {
                closed.add(closedAfterPublishing(hub));
            }

            assertThat(selectors()).isLessThanOrEqualTo(before);
            assertThat(closed).doesNotContainNull();
        }
    }

    private static HubClient closedAfterPublishing(RawHub hub) {
        try (HubClient client = HubClient.builder(hub.uri()).build()) {
            client.publish(Event.of("note", "1")).toCompletableFuture().join();
            return client;
        }
    }

    private static long selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("SelectorManager"))
                .count();
    }
}
