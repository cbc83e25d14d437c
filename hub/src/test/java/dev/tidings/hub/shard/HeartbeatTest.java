package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private static final Subscription ANN = Subscription.of(Filter.all().where("email", "ann@example.com"));

    private final HubFixture fixture = new HubFixture(HubFixture.SMALL_TAIL);

    private static List<Item.Beat> beats(RecordingSubscriber subscriber) {
        return subscriber.arrived().stream()
                .filter(Item.Beat.class::isInstance)
                .map(Item.Beat.class::cast)
                .toList();
    }

    @Test
    void idleSubscriberHearsSomethingWithinFifteenSeconds() {
        RecordingSubscriber idle = fixture.join();
        for (int i = 1; i <= 4; i++) {
            fixture.scheduler.passSeconds(15);
            assertThat(beats(idle)).hasSizeGreaterThanOrEqualTo(i);
        }
        assertThat(beats(idle)).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void heartbeatCarriesThePositionOnlyIfItHasAdvanced() {
        RecordingSubscriber ann = fixture.join(ANN, Start.now());
        EventId others = fixture.publish(5);
        fixture.scheduler.passSeconds(15);
        fixture.scheduler.passSeconds(15);

        assertThat(beats(ann)).extracting(Item.Beat::id).containsExactly(others, null);
    }

    @Test
    void whoGetsEventsNeedsNoHeartbeat() {
        RecordingSubscriber busy = fixture.join();
        for (int i = 0; i < 10; i++) {
            fixture.scheduler.passSeconds(5);
            fixture.publish(1);
        }

        assertThat(beats(busy)).isEmpty();
    }

    @Test
    void heartbeatNeverNamesAnIdBeyondWhatWasServed() {
        RecordingSubscriber ann = fixture.join(ANN, Start.now());
        EventId served = fixture.publish(1);
        // The shard sleeps while others publish; its sweep runs before its drain.
        fixture.scheduler.advance(20_000_000_000L);
        fixture.publish(Event.of("a", "unseen").with("email", "ann@example.com"));
        fixture.loop.runOne();

        assertThat(beats(ann)).extracting(Item.Beat::id).containsExactly(served);
        fixture.scheduler.settle();
        assertThat(ann.data()).containsExactly("unseen");
    }

    @Test
    void whoHasSomethingPendingGetsNoHeartbeat() {
        RecordingSubscriber slow = fixture.join();
        slow.stall();
        fixture.publish(1);
        fixture.scheduler.passSeconds(40);
        slow.open();

        assertThat(beats(slow)).isEmpty();
    }
}
