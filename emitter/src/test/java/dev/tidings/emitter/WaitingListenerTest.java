package dev.tidings.emitter;

import static dev.tidings.emitter.EmitterFixture.await;
import static dev.tidings.emitter.EmitterFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that emit, and that wait on the thread that calls listeners. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingListenerTest {

    private final EmitterFixture fixture = new EmitterFixture();
    private final Emitter emitter = fixture.emitter;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Topic("step")
    record Step(int number) {}

    @Test
    void whatAListenerEmitsIsHeardAfterwards() {
        emitter.on(Step.class, step -> {
            if (step.number() < 3) {
                emitter.emit(new Step(step.number() + 1));
            }
            fixture.hear(step.number());
        });
        CompletionStage<Step> last = emitter.next(Step.class, step -> step.number() == 3, Duration.ofSeconds(30));
        fixture.emit(new Step(1));
        await(last);
        fixture.emit(new Step(9));

        assertThat(fixture.heard()).containsExactly(1, 2, 3, 9);
    }

    @Test
    void aListenerThatWaitsForItsEmitHearsThatMeanwhile() {
        emitter.on(Step.class, step -> {
            fixture.hear("begin " + step.number());
            if (step.number() < 3) {
                emitter.emit(new Step(step.number() + 1)).toCompletableFuture().join();
            }
            fixture.hear("end " + step.number());
        });
        fixture.emit(new Step(1));

        assertThat(fixture.heard()).containsExactly("begin 1", "begin 2", "begin 3", "end 3", "end 2", "end 1");
    }

    @Test
    void whileAListenerWaitsAllOthersHearEverythingInOrder() {
        emitter.on(Step.class, step -> fixture.hear("before " + step.number()));
        emitter.on(Step.class, step -> {
            if (step.number() < 3) {
                emitter.emit(new Step(step.number() + 1)).toCompletableFuture().join();
            }
        });
        emitter.on(Step.class, step -> fixture.hear("behind " + step.number()));
        fixture.emit(new Step(1));

        assertThat(fixture.heard())
                .containsExactly("before 1", "behind 1", "before 2", "behind 2", "before 3", "behind 3");
    }

    @Test
    void aListenerMayWaitForWhatIsMadeOfItsEmit() {
        emitter.once(Step.class, step -> {
            CompletionStage<EventId> one = emitter.emit(new Step(2));
            CompletionStage<EventId> other = emitter.emit(new Step(3));
            fixture.hear(one.thenCombine(other, (a, b) -> b.position() - a.position())
                    .thenApply(distance -> "distance " + distance)
                    .toCompletableFuture()
                    .join());
        });
        emitter.onAny(any -> fixture.hear(any.value()));
        fixture.emit(new Step(1));

        assertThat(fixture.heard()).containsExactly(new Step(1), new Step(2), new Step(3), "distance 1");
    }

    @Test
    void aListenerMayWaitForTheNextEventThatOthersEmit() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        emitter.once(Step.class, step -> {
            CompletionStage<FilterVerified> next = emitter.next(FilterVerified.class);
            waits.countDown();
            fixture.hear(next.toCompletableFuture().join());
        });
        CompletionStage<EventId> end = emitter.emit(new Step(1));
        waits.await();
        fixture.emit(of("ann"));
        await(end);

        assertThat(fixture.heard()).containsExactly(of("ann"));
    }

    @Test
    void aListenerThatWaitsWithATimeoutGoesOnWhenItIsOver() {
        emitter.once(Step.class, step -> {
            try {
                emitter.next(FilterVerified.class).toCompletableFuture().get(1, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                fixture.hear("over");
            } catch (InterruptedException | ExecutionException e) {
                fixture.hear(e);
            }
        });
        emitter.once(Step.class, step -> {
            CompletionStage<FilterVerified> next =
                    emitter.next(FilterVerified.class, any -> true, Duration.ofMillis(1));
            fixture.hear(next.handle((event, failure) -> failure.getClass())
                    .toCompletableFuture()
                    .join());
        });
        fixture.emit(new Step(1));

        assertThat(fixture.heard()).containsExactlyInAnyOrder("over", TimeoutException.class);
    }

    @Test
    void aListenerThatWaitsForTheEndOfWhatItIsCalledForIsTold() {
        AtomicReference<CompletionStage<EventId>> end = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        emitter.once(Step.class, step -> {
            try {
                known.await();
                fixture.hear(end.get().toCompletableFuture().join());
            } catch (IllegalStateException | InterruptedException e) {
                fixture.hear(e.getMessage());
            }
        });
        end.set(emitter.emit(new Step(1)));
        known.countDown();
        await(end.get());

        assertThat(fixture.heard()).containsExactly("a listener waits for the end of the emit that it is called for");
    }

    @Test
    void anInterruptionEndsAListenersWaiting() throws Exception {
        AtomicReference<Thread> caller = new AtomicReference<>();
        CountDownLatch waits = new CountDownLatch(1);
        emitter.once(Step.class, step -> {
            caller.set(Thread.currentThread());
            try {
                emitter.next(FilterVerified.class).toCompletableFuture().get();
            } catch (InterruptedException e) {
                fixture.hear("interrupted");
            } catch (ExecutionException e) {
                fixture.hear(e);
            }
        });
        // Called while the first one waits.
        emitter.once(Step.class, step -> waits.countDown());
        CompletionStage<EventId> first = emitter.emit(new Step(1));
        waits.await();
        caller.get().interrupt();
        await(first);

        assertThat(fixture.heard()).containsExactly("interrupted");
    }

    @Test
    void anInterruptionDoesNotEndAJoinAndIsKeptForTheListener() throws Exception {
        AtomicReference<Thread> caller = new AtomicReference<>();
        CountDownLatch waits = new CountDownLatch(1);
        emitter.once(Step.class, step -> {
            caller.set(Thread.currentThread());
            fixture.hear(
                    emitter.next(FilterVerified.class).toCompletableFuture().join());
            fixture.hear(Thread.currentThread().isInterrupted());
        });
        emitter.once(Step.class, step -> waits.countDown());
        CompletionStage<EventId> first = emitter.emit(new Step(1));
        waits.await();
        caller.get().interrupt();
        fixture.emit(of("ann"));
        await(first);

        assertThat(fixture.heard()).containsExactly(of("ann"), true);
    }

    @Test
    void oneListenersInterruptionIsNotTheNextOnes() {
        emitter.on(Step.class, step -> Thread.currentThread().interrupt());
        emitter.on(Step.class, step -> fixture.hear(Thread.currentThread().isInterrupted()));
        fixture.emit(new Step(1));
        fixture.emit(new Step(2));

        assertThat(fixture.heard()).containsExactly(false, false);
    }

    @Test
    void whatDependsOnAnEmitMayWaitForAnotherOne() {
        emitter.on(Step.class, fixture::hear);
        CompletionStage<EventId> both = emitter.emit(new Step(1))
                .thenApply(id -> emitter.emit(new Step(2)).toCompletableFuture().join());
        await(both);

        assertThat(fixture.heard()).containsExactly(new Step(1), new Step(2));
    }

    @Test
    void neitherWhoEmitsNorTheHubWaitsForAListener() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        emitter.once(Step.class, step -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                fixture.hear(e);
            }
        });
        CompletionStage<EventId> end = emitter.emit(new Step(1));
        EventId other = await(fixture.hub.publish(Event.of("other", "")));

        assertThat(other.position()).isEqualTo(2);
        assertThat(end.toCompletableFuture()).isNotDone();
        never.countDown();
        await(end);
    }

    @Test
    void anExecutorThatCallsAtOnceMakesListenersRunWhereItIsEmitted() {
        try (EmitterFixture direct = new EmitterFixture(settings -> settings.executor(Runnable::run))) {
            direct.emitter.on(Step.class, step -> {
                direct.hear(Thread.currentThread());
                if (step.number() < 3) {
                    direct.emitter
                            .emit(new Step(step.number() + 1))
                            .toCompletableFuture()
                            .join();
                }
            });
            CompletableFuture<EventId> end = direct.emitter.emit(new Step(1)).toCompletableFuture();

            assertThat(end).isDone();
            assertThat(direct.heard()).hasSize(3).containsOnly(Thread.currentThread());
        }
    }

    @Test
    void anExecutorThatRefusesLosesNoEventButItsListeners() {
        ExecutorService gone = Executors.newSingleThreadExecutor();
        gone.shutdown();
        try (EmitterFixture refused = new EmitterFixture(settings -> settings.executor(gone))) {
            refused.emitter.on(Step.class, refused::hear);
            EventId id = refused.emit(new Step(1));

            assertThat(refused.hub.head()).isEqualTo(id);
            assertThat(refused.heard()).isEmpty();
            assertThat(refused.failures)
                    .extracting(EmitterFailure::kind)
                    .isEqualTo(List.of(EmitterFailure.Kind.LISTENER));
            assertThat(refused.emitter.stats().pendingBytes()).isZero();
        }
    }

    @Test
    void aClosedHubFailsTheEmitAndCallsNobody() {
        emitter.on(Step.class, fixture::hear);
        fixture.hub.close();

        assertThatThrownBy(() -> emitter.emit(new Step(1)).toCompletableFuture().get())
                .cause()
                .hasMessage("the log is closed");
        assertThat(fixture.heard()).isEmpty();
        assertThat(emitter.stats().emitFailures()).isEqualTo(1);
        assertThat(emitter.stats().pendingBytes()).isZero();
    }

    @Test
    void listenersThatWaitInsideOneAnotherEndBeforeTheStackDoes() {
        emitter.on(Step.class, step -> {
            if (step.number() < 500) {
                emitter.emit(new Step(step.number() + 1)).toCompletableFuture().join();
            }
        });
        fixture.emit(new Step(1));
        fixture.emit(new Step(1_000));

        assertThat(fixture.failures)
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.cause())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("listeners that wait inside one another: more than 100"));
    }
}
