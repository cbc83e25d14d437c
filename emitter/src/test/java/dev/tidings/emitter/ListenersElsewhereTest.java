package dev.tidings.emitter;

import static dev.tidings.emitter.EmitterFixture.await;
import static dev.tidings.emitter.EmitterFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.EventId;
import dev.tidings.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners on executors of their own, and those that go on after they have returned. */
class ListenersElsewhereTest {

    private final EmitterFixture fixture = new EmitterFixture(settings -> settings.maxPendingBytes(10_000));
    private final Emitter emitter = fixture.emitter;
    private final ExecutorService executor = Executors.newFixedThreadPool(4);

    @AfterEach
    void close() {
        executor.shutdownNow();
        fixture.close();
    }

    @Topic("number")
    record Number(int value) {}

    @Test
    void aListenerOnAnExecutorHearsEventsInOrderOneAfterTheOther() {
        List<Integer> heard = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(1_000);
        emitter.listening(Number.class).on(executor).call(number -> {
            heard.add(number.value());
            all.countDown();
        });
        for (int i = 0; i < 1_000; i++) {
            fixture.emit(new Number(i));
            Await.until("there is room", () -> emitter.stats().pendingBytes() < 5_000);
        }
        awaitZero(all);

        assertThat(heard).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }

    private static void awaitZero(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobodyWaitsForAListenerOnAnExecutorButWhatItHasNotHeardIsBounded() {
        CountDownLatch slow = new CountDownLatch(1);
        emitter.listening(Number.class).on(executor).call(number -> {
            awaitZero(slow);
            fixture.hear(number.value());
        });
        emitter.on(Number.class, number -> {});
        int emitted = 0;
        CompletionStage<EventId> end = emitter.emit(new Number(0));
        while (!end.toCompletableFuture().isCompletedExceptionally()) {
            await(end);
            emitted++;
            end = emitter.emit(new Number(emitted));
        }
        CompletableFuture<EventId> refused = end.toCompletableFuture();

        assertThatThrownBy(refused::get)
                .hasCauseInstanceOf(EmitterBusyException.class)
                .hasMessageContaining("(expected: at most 10000)");
        assertThat(emitted).isGreaterThan(10);
        assertThat(fixture.heard()).isEmpty();
        assertThat(fixture.hub.head().position()).isEqualTo(emitted);

        slow.countDown();
        Await.until("nothing is pending", () -> emitter.stats().pendingBytes() == 0);
        assertThat(fixture.heard()).hasSize(emitted);
        fixture.emit(new Number(-1));
    }

    @Test
    void aSingleEventMayWaitWhateverItsSize() {
        Emitter tiny = Emitter.builder(fixture.hub).maxPendingBytes(0).build();
        tiny.on(FilterVerified.class, fixture::hear);
        await(tiny.emit(of("ann")));
        await(tiny.emit(of("bob")));

        assertThat(fixture.heard()).containsExactly(of("ann"), of("bob"));
    }

    @Test
    void offReachesAListenerWhoseCallsAreStillQueued() {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Listening listening = emitter.listening(Number.class).on(executor).call(number -> {
            begun.countDown();
            awaitZero(slow);
            fixture.hear(number.value());
        });
        fixture.emit(new Number(1));
        fixture.emit(new Number(2));
        awaitZero(begun);
        listening.off();
        slow.countDown();
        Await.until("nothing is pending", () -> emitter.stats().pendingBytes() == 0);

        assertThat(fixture.heard()).containsExactly(1);
    }

    @Test
    void onceOnAnExecutorIsHeardThoughItIsNoLongerAListener() {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        emitter.listening(Number.class).times(1).on(executor).call(number -> heard.complete(number.value()));
        fixture.emit(new Number(1));

        assertThat(await(heard)).isEqualTo(1);
        assertThat(emitter.listeners()).isZero();
    }

    @Test
    void whatAnExecutorRefusesIsReportedAndKeepsNothing() {
        executor.shutdown();
        emitter.listening(Number.class).on(executor).call(fixture::hear);
        emitter.on(Number.class, fixture::hear);
        fixture.emit(new Number(1));
        fixture.emit(new Number(2));

        assertThat(fixture.heard()).containsExactly(new Number(1), new Number(2));
        assertThat(fixture.failures).hasSize(2).allMatch(failure -> failure.kind() == EmitterFailure.Kind.LISTENER);
        assertThat(emitter.stats().pendingBytes()).isZero();
    }

    @Test
    void anEmitEndsAfterTheStagesThatItsListenersReturnAndTheNextEventDoesNotWait() {
        List<CompletableFuture<String>> stages = List.of(new CompletableFuture<>(), new CompletableFuture<>());
        emitter.listening(Number.class).callAndAwait(number -> stages.get(number.value()));
        CompletionStage<EventId> first = emitter.emit(new Number(0));
        CompletionStage<EventId> second = emitter.emit(new Number(1));
        stages.get(1).completeExceptionally(new IllegalStateException("of a test"));
        await(second);

        assertThat(first.toCompletableFuture()).isNotDone();
        assertThat(emitter.stats().pendingBytes()).isPositive();
        stages.get(0).complete("done");
        await(first);
        assertThat(emitter.stats().pendingBytes()).isZero();
        assertThat(fixture.failures).extracting(EmitterFailure::kind).containsExactly(EmitterFailure.Kind.LISTENER);
    }

    @Test
    void aListenerThatReturnsAStageSaysItselfWhereItGoesOn() {
        ListenerSpec<Number> elsewhere = emitter.listening(Number.class).on(executor);

        assertThatThrownBy(() -> elsewhere.callAndAwait(number -> CompletableFuture.completedStage(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("callAndAwait: on an executor (expected: without)");
    }

    @Test
    void aListenerThatReturnsNoStageFailsAndTheEmitEnds() {
        emitter.listening(Number.class).callAndAwait(number -> null);
        fixture.emit(new Number(1));

        assertThat(fixture.failures).hasSize(1);
        assertThat(emitter.stats().pendingBytes()).isZero();
    }

    @Test
    void whoIsRefusedIsToldWhichListenerIsWaitedFor() {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        emitter.on("*", any -> {
            begun.countDown();
            awaitZero(slow);
        });
        CompletionStage<EventId> end = emitter.emit(new Number(0));
        awaitZero(begun);
        while (!end.toCompletableFuture().isCompletedExceptionally()) {
            end = emitter.emit(new Number(0));
        }
        CompletableFuture<EventId> refused = end.toCompletableFuture();
        slow.countDown();

        assertThatThrownBy(refused::get).hasMessageEndingWith("(expected: at most 10000), now for a listener to *");
    }
}
