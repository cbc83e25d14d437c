package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.numbers;
import static dev.tidings.hub.shard.HubFixture.trimmed;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** I4: a slow or dead subscriber costs bounded memory and delays nobody. */
class SlowSubscriberTest {

    private final HubFixture fixture = new HubFixture(HubFixture.SMALL_TAIL);

    @Test
    void slowSubscriberDelaysNobody() {
        RecordingSubscriber healthy = fixture.join();
        RecordingSubscriber slow = fixture.join();
        slow.stall();
        fixture.publish(200, 8_000);

        assertThat(trimmed(healthy)).isEqualTo(numbers(1, 200));
        assertThat(slow.data()).isEmpty();
        HubLimits limits = fixture.limits;
        assertThat(slow.pendingBytes()).isLessThanOrEqualTo(limits.liveBytes() + limits.batchBytes());
        assertThat(fixture.counters.turnedBehind).hasValue(1);
    }

    @Test
    void slowSubscriberGetsEverythingWhenItReadsAgain() {
        RecordingSubscriber slow = fixture.join();
        slow.stall();
        fixture.publish(200, 8_000);
        slow.open();
        fixture.scheduler.settle();

        assertThat(trimmed(slow)).isEqualTo(numbers(1, 200));
        assertThat(fixture.counters.pagesRead.get())
                .as("pages, since the tail does not reach back")
                .isPositive();
        assertThat(fixture.census().behind()).isZero();
    }

    @Test
    void subscriberThatIsBehindTurnsLiveAgain() {
        RecordingSubscriber slow = fixture.join();
        slow.stall();
        fixture.publish(200, 8_000);
        slow.open();
        fixture.scheduler.settle();
        int read = fixture.counters.pagesRead.get();
        fixture.publish(5, 8_000);

        assertThat(trimmed(slow)).isEqualTo(numbers(1, 205));
        assertThat(fixture.counters.pagesRead).hasValue(read);
    }

    @Test
    void subscriberThatThrowsIsEndedAndHarmsNobody() {
        RecordingSubscriber before = fixture.join();
        RecordingSubscriber broken = fixture.join();
        RecordingSubscriber after = fixture.join();
        broken.onDeliver(() -> {
            throw new IllegalStateException("thrown by the test");
        });
        fixture.publish(3);

        assertThat(before.data()).containsExactly("1", "2", "3");
        assertThat(after.data()).containsExactly("1", "2", "3");
        assertThat(broken.data()).isEmpty();
        assertThat(broken.end()).isEqualTo(CloseReason.STALLED);
        assertThat(fixture.census().members()).isEqualTo(2);
    }

    @Test
    void subscriberThatLeavesWithinADeliveryIsNotCountedAsPending() {
        RecordingSubscriber leaver = new RecordingSubscriber(fixture.loop, fixture.encoding);
        Membership membership = fixture.join(leaver, HubFixture.EVERYTHING, Start.now(), "");
        leaver.onDeliver(membership::leave);
        leaver.stall();
        fixture.scheduler.settle();
        fixture.publish(1);

        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
    }

    @Test
    void subscriberThatTakesNothingIsEndedAfterTheStallLimit() {
        RecordingSubscriber dead = fixture.join();
        dead.stall();
        fixture.publish(1);
        fixture.scheduler.passSeconds(58);
        assertThat(dead.end()).isNull();
        fixture.scheduler.passSeconds(4);

        assertThat(dead.end()).isEqualTo(CloseReason.STALLED);
        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
    }

    @Test
    void subscriberThatTakesAByteNowAndThenIsNotEnded() {
        RecordingSubscriber slow = fixture.join();
        slow.stall();
        fixture.publish(1, 1_000);
        for (int i = 0; i < 6; i++) {
            fixture.scheduler.passSeconds(50);
            slow.read(1);
        }

        assertThat(slow.end()).isNull();
    }

    @Test
    void eventsThatCannotBeEncodedAreReadLater() {
        RecordingSubscriber subscriber = fixture.join();
        fixture.publish(2);
        fixture.encoding.failWith(new IllegalStateException("thrown by the test"));
        fixture.publish(2);
        assertThat(subscriber.data()).containsExactly("1", "2");
        fixture.encoding.failWith(null);
        fixture.scheduler.passSeconds(2);
        fixture.publish(1);

        assertThat(subscriber.data()).containsExactly("1", "2", "3", "4", "5");
        assertThat(fixture.encoding.alive()).isZero();
    }

    @Test
    void stallLimitIsNeverShorterThanItSays() {
        RecordingSubscriber reader = new RecordingSubscriber(fixture.loop, fixture.encoding);
        fixture.shard.join(new JoinRequest<>(
                reader,
                HubFixture.EVERYTHING,
                fixture.encoding,
                Start.now(),
                "",
                Duration.ofSeconds(1),
                Duration.ZERO));
        fixture.scheduler.settle();
        fixture.scheduler.advance(900_000_000L);
        reader.stall();
        fixture.publish(1);
        fixture.scheduler.advance(100_000_000L);
        fixture.scheduler.settle();
        assertThat(reader.end()).isNull();
        fixture.scheduler.advance(900_000_000L);
        fixture.scheduler.settle();
        assertThat(reader.end()).isNull();
        fixture.scheduler.passSeconds(3);

        assertThat(reader.end()).isEqualTo(CloseReason.STALLED);
    }
}
