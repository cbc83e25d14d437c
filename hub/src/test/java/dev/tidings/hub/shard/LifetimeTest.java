package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may stay for so long only is told when that is over, and gets nothing more. */
class LifetimeTest {

    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void nothingIsLeft() {
        fixture.encoding.check();
        assertThat(fixture.encoding.alive()).isZero();
    }

    private RecordingSubscriber join(Start start, Duration lifetime) {
        RecordingSubscriber subscriber = new RecordingSubscriber(fixture.loop, fixture.encoding);
        fixture.shard.join(new JoinRequest<>(
                subscriber,
                HubFixture.EVERYTHING,
                fixture.encoding,
                start,
                "",
                Duration.ZERO,
                Duration.ZERO,
                WhenBehind.replay(),
                lifetime));
        fixture.scheduler.settle();
        return subscriber;
    }

    @Test
    void itEndsWithinASecondAndNotBefore() {
        // The clock has stood still since the last sweep: the time that counts is that of the join.
        fixture.scheduler.advance(Duration.ofMillis(900).toNanos());
        RecordingSubscriber subscriber = join(Start.now(), Duration.ofSeconds(3));

        fixture.scheduler.advance(Duration.ofMillis(2_900).toNanos());
        fixture.scheduler.settle();
        assertThat(subscriber.end()).isNull();
        fixture.scheduler.passSeconds(1);
        assertThat(subscriber.end()).isEqualTo(CloseReason.EXPIRED);

        fixture.publish(Event.of("a", "too late"));
        fixture.scheduler.settle();
        assertThat(subscriber.data()).isEmpty();
        assertThat(fixture.census().members()).isZero();
    }

    @Test
    void itIsOverWhenTheMachineHasSleptForSoLong() {
        RecordingSubscriber subscriber = join(Start.now(), Duration.ofMinutes(10));
        RecordingSubscriber longer = join(Start.now(), Duration.ofMinutes(70));
        fixture.scheduler.passSeconds(60);
        fixture.scheduler.setTimeOfDay(Duration.ofHours(1).toNanos());
        RecordingSubscriber newcomer = join(Start.now(), Duration.ofMinutes(10));
        fixture.scheduler.passSeconds(2);

        assertThat(subscriber.end()).isEqualTo(CloseReason.EXPIRED);
        assertThat(longer.end()).isNull();
        fixture.scheduler.passSeconds(9 * 60 - 5);
        assertThat(longer.end()).isNull();
        assertThat(newcomer.end()).isNull();
        fixture.scheduler.passSeconds(60 + 10);
        assertThat(longer.end()).isEqualTo(CloseReason.EXPIRED);
        assertThat(newcomer.end()).isEqualTo(CloseReason.EXPIRED);
    }

    @Test
    void itIsNotLongerWhenTheClockIsSetBack() {
        RecordingSubscriber subscriber = join(Start.now(), Duration.ofMinutes(10));
        fixture.scheduler.setTimeOfDay(-Duration.ofHours(1).toNanos());
        fixture.scheduler.passSeconds(2);
        fixture.scheduler.setTimeOfDay(Duration.ofMinutes(5).toNanos());
        fixture.scheduler.passSeconds(290);
        assertThat(subscriber.end()).isNull();
        fixture.scheduler.passSeconds(10);

        assertThat(subscriber.end()).isEqualTo(CloseReason.EXPIRED);
    }

    @Test
    void withoutOneItStays() {
        RecordingSubscriber subscriber = join(Start.now(), Duration.ZERO);

        fixture.scheduler.passSeconds(10_000);

        assertThat(subscriber.end()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itEndsWhileItIsBehindToo(boolean drained) {
        fixture.publish(5);
        RecordingSubscriber subscriber = join(Start.now(), Duration.ofSeconds(2));
        subscriber.stall();
        fixture.publish(80, 8_000);
        assertThat(fixture.census().behind()).isEqualTo(1);
        if (drained) {
            fixture.readers.pause(true);
            fixture.loop.execute(subscriber::open);
            fixture.scheduler.settle();
        }

        fixture.scheduler.passSeconds(3);

        assertThat(subscriber.end()).isEqualTo(CloseReason.EXPIRED);
        int before = subscriber.data().size();
        fixture.readers.pause(false);
        fixture.scheduler.settle();
        assertThat(subscriber.data()).hasSize(before);
    }
}
