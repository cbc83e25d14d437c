package dev.tidings.hubclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests come no faster than a hub can remember their keys. */
@Timeout(60)
class PaceTest {

    private static final long TURN = TimeUnit.MILLISECONDS.toNanos(20);

    private static void takeBurst(Pace pace, long nowNanos) {
        for (int i = 0; i < 200; i++) {
            assertThat(pace.take(nowNanos)).isZero();
        }
    }

    @Test
    void someBeginAtOnceAndFurtherOnesInTurn() {
        // Beyond where the clock of a JVM may overflow.
        long now = Long.MAX_VALUE - 5 * TURN;
        Pace pace = new Pace(50, now);
        takeBurst(pace, now);

        for (int i = 1; i <= 10; i++) {
            now += pace.take(now);
            assertThat(now).isEqualTo(Long.MAX_VALUE - 5 * TURN + i * TURN);
        }
        assertThat(pace.take(now + TURN / 4)).isEqualTo(TURN - TURN / 4);
    }

    @Test
    void whatIsNotUsedIsNotSavedUpBeyondTheBurst() {
        Pace pace = new Pace(50, 0);
        takeBurst(pace, 0);
        long later = TimeUnit.HOURS.toNanos(1);
        takeBurst(pace, later);

        assertThat(pace.take(later)).isEqualTo(TURN);
    }

    @Test
    void whoeverPublishesAsFastAsHeMayKeepsWithinTheKeysOfASmallHub() {
        Pace pace = new Pace(PublishLimits.DEFAULT.requestsPerSecond(), 0);
        long now = 0;
        int requests = 0;
        while (now < TimeUnit.MINUTES.toNanos(6)) {
            now += pace.take(now);
            requests++;
        }

        assertThat(requests).isBetween(18_000, 18_201);
    }

    @Test
    void whatWaitsForItsTurnIsPublishedTogether() {
        try (RawHub hub = RawHub.start(
                        (request, reply) -> reply.ids(0, request.events().size()));
                HubClient client = HubClient.builder(hub.uri())
                        .publishLimits(PublishLimits.DEFAULT.withRequestsPerSecond(2))
                        .build()) {
            for (int i = 0; i < 8; i++) {
                client.publish(Event.of("note", "1")).toCompletableFuture().join();
            }
            List<CompletionStage<EventId>> stages = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                stages.add(client.publish(Event.of("note", "1")));
            }
            stages.forEach(stage -> stage.toCompletableFuture().join());

            assertThat(hub.requests()).hasSizeBetween(9, 14);
        }
    }
}
