package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.EVERYTHING;
import static dev.tidings.hub.shard.HubFixture.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.GapException;
import dev.tidings.hub.event.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveryStreamTest {

    private final HubFixture fixture = new HubFixture(HubFixture.SMALL_TAIL);
    private final Recorder recorder = new Recorder();

    private static class Recorder implements Flow.Subscriber<Delivery> {
        final List<String> data = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();
        int completed;
        Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        void request(long count) {
            if (subscription != null) {
                subscription.request(count);
            }
        }

        void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void onNext(Delivery delivery) {
            data.add(delivery.event().data().strip());
        }

        @Override
        public void onError(Throwable error) {
            errors.add(error);
        }

        @Override
        public void onComplete() {
            completed++;
        }
    }

    private void subscribe(Start start) {
        fixture.hub.stream(EVERYTHING, start).subscribe(recorder);
        fixture.scheduler.settle();
    }

    @Test
    void nothingComesWithoutDemand() {
        subscribe(Start.now());
        fixture.publish(3);
        assertThat(recorder.data).isEmpty();
        recorder.request(2);
        fixture.scheduler.settle();

        assertThat(recorder.data).containsExactly("1", "2");
    }

    @Test
    void demandReadsOnFromTheLogHoweverLateItComes() {
        subscribe(Start.now());
        fixture.publish(200, 8_000);
        for (int i = 1; i <= 200; i++) {
            recorder.request(1);
            fixture.scheduler.settle();
            assertThat(recorder.data).hasSize(i);
        }

        assertThat(recorder.data).isEqualTo(numbers(1, 200));
    }

    @Test
    void gapIsAnErrorAndTheEnd() {
        fixture.publish(1);
        subscribe(Start.after("nonsense"));
        recorder.request(10);
        fixture.hub.close();
        fixture.scheduler.settle();

        assertThat(recorder.errors).singleElement().isInstanceOf(GapException.class);
        assertThat(recorder.data).isEmpty();
        assertThat(recorder.completed).isZero();
    }

    @Test
    void demandOfNothingIsAnErrorAndTheEnd() {
        subscribe(Start.now());
        fixture.publish(1);
        recorder.request(0);
        fixture.publish(1);

        assertThat(recorder.errors).singleElement().isInstanceOf(IllegalArgumentException.class);
        assertThat(recorder.data).isEmpty();
        assertNobodyIsLeft();
    }

    @Test
    void demandOfNothingBeforeItHasJoinedLeavesNobodyBehind() {
        fixture.hub.stream(EVERYTHING).subscribe(new Recorder() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                given.request(-1);
            }
        });
        fixture.scheduler.settle();

        assertNobodyIsLeft();
    }

    @Test
    void whoCancelsHearsNothingMore() {
        subscribe(Start.now());
        recorder.request(1);
        fixture.publish(2);
        recorder.cancel();
        recorder.request(5);
        fixture.publish(1);
        fixture.hub.close();
        fixture.scheduler.settle();

        assertThat(recorder.data).containsExactly("1");
        assertThat(recorder.completed).isZero();
    }

    @Test
    void whoThrowsHasCancelled() {
        fixture.hub.stream(EVERYTHING).subscribe(new Recorder() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                given.request(10);
            }

            @Override
            public void onNext(Delivery delivery) {
                recorder.onNext(delivery);
                throw new IllegalStateException("thrown by the test");
            }
        });
        fixture.scheduler.settle();
        fixture.publish(3);

        assertThat(recorder.data).containsExactly("1");
        assertNobodyIsLeft();
    }

    @Test
    void streamCompletesWhenTheHubCloses() {
        subscribe(Start.now());
        recorder.request(5);
        fixture.publish(2);
        fixture.hub.close();
        fixture.scheduler.settle();

        assertThat(recorder.data).containsExactly("1", "2");
        assertThat(recorder.completed).isEqualTo(1);
    }

    @Test
    void closedHubRefusesAStreamWithAnError() {
        fixture.hub.close();
        subscribe(Start.now());

        assertThat(recorder.errors).singleElement().isInstanceOf(IllegalStateException.class);
    }

    private void assertNobodyIsLeft() {
        var count = fixture.hub.count(EVERYTHING);
        fixture.scheduler.settle();
        assertThat(count.toCompletableFuture()).isCompletedWithValue(0);
    }
}
