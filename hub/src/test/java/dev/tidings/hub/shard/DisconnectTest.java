package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.numbers;
import static dev.tidings.hub.shard.HubFixture.trimmed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who was live and stays behind for too long is told so and ended, where an endpoint does not wait for slow readers. */
class DisconnectTest {

    private static final int PATIENCE_SECONDS = (int) WhenBehind.PATIENCE.toSeconds();

    private final HubFixture fixture = new HubFixture(HubLimits.DEFAULT.withLiveBytes(1024));

    private RecordingSubscriber join(Start start) {
        return fixture.join(start, WhenBehind.disconnect());
    }

    /** Lets a live one fall behind, with bytes pending that its peer does not take. */
    private void fallBehind(RecordingSubscriber live) {
        live.stall();
        fixture.publish(4, 2_000);
        assertThat(fixture.census().behind()).isEqualTo(1);
    }

    private static List<Item> lastWords(RecordingSubscriber subscriber) {
        return subscriber.arrived().stream()
                .filter(Item.Closed.class::isInstance)
                .toList();
    }

    @Test
    void whoStaysBehindIsEndedWhenThePatienceIsOver() {
        RecordingSubscriber slow = join(Start.now());
        fallBehind(slow);
        fixture.scheduler.passSeconds(PATIENCE_SECONDS - 1);
        assertThat(slow.end()).isNull();
        fixture.scheduler.passSeconds(2);

        assertThat(slow.end()).isEqualTo(CloseReason.BEHIND);
        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
        assertThat(fixture.encoding.alive()).isZero();
    }

    @Test
    void lastWordsComeBehindWhatWasPending() {
        RecordingSubscriber slow = join(Start.now());
        fallBehind(slow);
        fixture.scheduler.passSeconds(PATIENCE_SECONDS + 1);
        assertThat(lastWords(slow)).isEmpty();
        slow.open();
        fixture.scheduler.settle();

        List<Item> arrived = slow.arrived();
        assertThat(arrived.get(arrived.size() - 1)).isEqualTo(new Item.Closed(CloseReason.BEHIND));
        assertThat(trimmed(slow)).isNotEmpty().isEqualTo(numbers(1, slow.data().size()));
        assertThat(fixture.encoding.alive()).isZero();
    }

    @Test
    void whoResumesBehindTheLastWordsMissesNothing() {
        RecordingSubscriber slow = join(Start.now());
        fallBehind(slow);
        fixture.scheduler.passSeconds(PATIENCE_SECONDS + 1);
        slow.open();
        EventId last = slow.deliveries().get(slow.deliveries().size() - 1).id();
        RecordingSubscriber again = join(Start.after(last.toString()));

        assertThat(trimmed(again)).isEqualTo(numbers(slow.data().size() + 1, 4));
    }

    @Test
    void whoReadsSlowlyIsEndedToo() {
        RecordingSubscriber slow = join(Start.now());
        fallBehind(slow);
        for (int i = 0; i < PATIENCE_SECONDS + 1; i++) {
            slow.read(100);
            fixture.scheduler.passSeconds(1);
        }

        assertThat(slow.end()).isEqualTo(CloseReason.BEHIND);
    }

    @Test
    void whoTurnsLiveAgainHasThePatienceAnew() {
        RecordingSubscriber slow = join(Start.now());
        for (int i = 0; i < 3; i++) {
            fallBehind(slow);
            fixture.scheduler.passSeconds(PATIENCE_SECONDS - 1);
            slow.open();
            fixture.scheduler.settle();
            assertThat(fixture.census().behind()).isZero();
        }
        fixture.scheduler.passSeconds(2 * PATIENCE_SECONDS);
        fixture.publish(1);

        assertThat(slow.end()).isNull();
        assertThat(trimmed(slow)).isEqualTo(numbers(1, 13));
    }

    @Test
    void whoHasYetToCatchUpAfterItJoinedIsWaitedFor() {
        String start = fixture.hub.head().toString();
        fixture.publish(4, 200_000);
        RecordingSubscriber resumed = new RecordingSubscriber(fixture.loop, fixture.encoding);
        resumed.stall();
        join(resumed, Start.after(start));
        RecordingSubscriber newest = new RecordingSubscriber(fixture.loop, fixture.encoding);
        newest.stall();
        join(newest, Start.last(3));
        for (int i = 0; i < 2 * PATIENCE_SECONDS; i++) {
            resumed.read(1_000);
            newest.read(1_000);
            fixture.scheduler.passSeconds(1);
        }
        assertThat(fixture.census().behind()).isEqualTo(2);
        resumed.open();
        newest.open();
        fixture.scheduler.settle();

        assertThat(trimmed(resumed)).isEqualTo(numbers(1, 4));
        assertThat(trimmed(newest)).isEqualTo(numbers(2, 4));
        assertThat(fixture.census().behind()).isZero();
    }

    private void join(RecordingSubscriber subscriber, Start start) {
        fixture.shard.join(new JoinRequest<>(
                subscriber,
                HubFixture.EVERYTHING,
                fixture.encoding,
                start,
                "",
                JoinRequest.DEFAULT_STALL_LIMIT,
                JoinRequest.DEFAULT_HEARTBEAT,
                WhenBehind.disconnect()));
        fixture.scheduler.settle();
    }

    @Test
    void whoCaughtUpAfterItJoinedIsNotWaitedForAnyMore() {
        fixture.publish(2);
        RecordingSubscriber resumed = join(Start.last(1));
        assertThat(fixture.census().behind()).isZero();
        fallBehind(resumed);
        fixture.scheduler.passSeconds(PATIENCE_SECONDS + 1);

        assertThat(resumed.end()).isEqualTo(CloseReason.BEHIND);
    }

    @Test
    void whoIsReplayedWhatItMissesIsWaitedForNextToOneWhoIsNot() {
        RecordingSubscriber replayed = fixture.join();
        RecordingSubscriber ended = join(Start.now());
        assertThat(fixture.census().audiences()).isEqualTo(2);
        replayed.stall();
        ended.stall();
        fixture.publish(4, 2_000);
        fixture.scheduler.passSeconds(2 * PATIENCE_SECONDS);
        assertThat(ended.end()).isEqualTo(CloseReason.BEHIND);
        assertThat(replayed.end()).isNull();
        replayed.open();
        fixture.scheduler.settle();

        assertThat(trimmed(replayed)).isEqualTo(numbers(1, 4));
    }
}
