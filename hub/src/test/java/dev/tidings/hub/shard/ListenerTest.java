package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.EVERYTHING;
import static dev.tidings.hub.shard.HubFixture.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.Hub;
import dev.tidings.hub.Listener;
import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.MemoryLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ListenerTest {

    private final HubFixture fixture = new HubFixture(
            HubFixture.SMALL_TAIL, MemoryLog.builder().maxBytes(4 << 20).open());
    private final Recorder recorder = new Recorder();

    private static class Recorder implements Listener {
        final List<String> data = new ArrayList<>();
        final List<Gap> gaps = new ArrayList<>();
        final List<CloseReason> ends = new ArrayList<>();

        @Override
        public void onDelivery(Delivery delivery) {
            data.add(delivery.event().data().strip());
        }

        @Override
        public void onGap(Gap gap) {
            gaps.add(gap);
        }

        @Override
        public void onEnd(CloseReason reason) {
            ends.add(reason);
        }
    }

    @Test
    void listenerGetsEventsInOrder() {
        fixture.hub.subscribe(EVERYTHING, recorder);
        fixture.scheduler.settle();
        fixture.publish(1_000);

        assertThat(recorder.data).isEqualTo(numbers(1, 1_000));
    }

    @Test
    void listenerHearsWhatIsPublishedAsSoonAsItHasSubscribed() {
        fixture.publish(2);
        fixture.hub.subscribe(EVERYTHING, recorder);
        fixture.hub.publish(Event.of("a", "at once"));
        fixture.scheduler.settle();

        assertThat(recorder.data).containsExactly("at once");
        assertThat(recorder.gaps).isEmpty();
    }

    @Test
    void slowListenerFallsBehindAndMissesNothing() {
        fixture.hub.subscribe(EVERYTHING, recorder);
        fixture.scheduler.settle();
        fixture.listeners.pause(true);
        fixture.publish(200, 8_000);
        assertThat(fixture.counters.turnedBehind).hasValue(1);
        fixture.listeners.pause(false);
        fixture.scheduler.settle();

        assertThat(recorder.data).isEqualTo(numbers(1, 200));
    }

    @Test
    void listenerThatThrowsGetsTheNextEventAllTheSame() {
        fixture.hub.subscribe(EVERYTHING, delivery -> {
            recorder.onDelivery(delivery);
            throw new StackOverflowError("thrown by the test");
        });
        fixture.scheduler.settle();
        fixture.publish(3);

        assertThat(recorder.data).containsExactly("1", "2", "3");
    }

    @Test
    void listenerIsToldOfAGap() {
        fixture.publish(2);
        fixture.hub.subscribe(EVERYTHING, Start.after("nonsense"), recorder);
        fixture.scheduler.settle();

        assertThat(recorder.gaps).extracting(Gap::reason).containsExactly(Gap.Reason.UNKNOWN);
        assertThat(recorder.data).containsExactly("1", "2");
    }

    @Test
    void listenerThatLeavesHearsNothingMore() {
        Membership membership = fixture.hub.subscribe(EVERYTHING, recorder);
        fixture.scheduler.settle();
        fixture.publish(1);
        membership.leave();
        membership.leave();
        fixture.publish(1);

        assertThat(recorder.data).containsExactly("1");
        assertThat(recorder.ends).isEmpty();
    }

    @Test
    void listenerIsToldWhenItsHubCloses() {
        fixture.hub.subscribe(EVERYTHING, recorder);
        fixture.scheduler.settle();
        fixture.listeners.pause(true);
        fixture.publish(2);
        fixture.hub.close();
        fixture.listeners.pause(false);
        fixture.scheduler.settle();

        assertThat(recorder.data).containsExactly("1", "2");
        assertThat(recorder.ends).containsExactly(CloseReason.SHUTDOWN);
        assertThatThrownBy(() -> fixture.hub.subscribe(EVERYTHING, recorder)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> fixture.hub.addShard(fixture.loop)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void listenerOnTheHubsOwnThreadsIsToldItsEndEveryTime() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            CountDownLatch ended = new CountDownLatch(1);
            Hub hub = Hub.open();
            hub.subscribe(EVERYTHING, new Recorder() {
                @Override
                public void onEnd(CloseReason reason) {
                    ended.countDown();
                }
            });
            hub.close();
            assertThat(ended.await(10, TimeUnit.SECONDS)).as("told its end").isTrue();
        }
    }
}
