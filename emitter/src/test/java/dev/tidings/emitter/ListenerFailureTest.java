package dev.tidings.emitter;

import static dev.tidings.emitter.EmitterFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.emitter.EmitterFailure.Kind;
import dev.tidings.hub.event.EventId;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever fails is told, and concerns nobody else. */
class ListenerFailureTest {

    private final EmitterFixture fixture = new EmitterFixture();
    private final Emitter emitter = fixture.emitter;

    @AfterEach
    void close() {
        fixture.close();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws what the compiler does not know of
    private static <E extends Throwable> void throwAny(Throwable any) throws E {
        throw (E) any;
    }

    @Test
    void whateverAListenerThrowsTheOthersAreCalledAndTheEmitEndsWell() {
        for (Throwable any : new Throwable[] {
            new IllegalStateException("a"),
            new StackOverflowError("b"),
            new InterruptedException("c"),
            new Throwable("d")
        }) {
            emitter.on(FilterVerified.class, event -> ListenerFailureTest.throwAny(any));
        }
        emitter.on(FilterVerified.class, fixture::hear);
        EventId id = fixture.emit(of("ann"));

        assertThat(fixture.heard()).containsExactly(of("ann"));
        assertThat(emitter.stats().listenerFailures()).isEqualTo(4);
        assertThat(fixture.failures)
                .extracting(failure -> failure.cause().getMessage())
                .containsExactly("a", "b", "c", "d");
        assertThat(fixture.failures).allSatisfy(failure -> {
            assertThat(failure.id()).isEqualTo(id);
            assertThat(failure.topic()).isEqualTo("filter.verified");
        });
        assertThat(fixture.failures.peek())
                .hasToString("filter.verified " + id
                        + " was not heard, as a listener failed: java.lang.IllegalStateException: a");
    }

    @Test
    void aListenerThatAlwaysThrowsIsCalledForEachEvent() {
        emitter.on(FilterVerified.class, event -> ListenerFailureTest.throwAny(new IllegalStateException()));
        for (int i = 0; i < 10; i++) {
            fixture.emit(of("ann"));
        }

        assertThat(fixture.failures).hasSize(10);
    }

    @Test
    void aHandlerThatThrowsHarmsNobody() {
        Emitter strict = Emitter.builder(fixture.hub)
                .onFailure(failure -> ListenerFailureTest.throwAny(new StackOverflowError("of a test")))
                .build();
        strict.on(FilterVerified.class, event -> ListenerFailureTest.throwAny(new IllegalStateException()));
        strict.on(FilterVerified.class, fixture::hear);
        EmitterFixture.await(strict.emit(of("ann")));

        assertThat(fixture.heard()).containsExactly(of("ann"));
        assertThat(strict.stats().listenerFailures()).isEqualTo(1);
    }

    @Test
    void anEmitThatFailsIsToldByItsStageAndToTheHandler() {
        emitter.on(FilterVerified.class, fixture::hear);
        CompletionStage<EventId> empty = emitter.emit(of(""));
        CompletionStage<EventId> tooLarge = emitter.emit(new Large("x".repeat(300_000)));

        assertThatThrownBy(() -> empty.toCompletableFuture().get())
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("attribute email: ''");
        assertThatThrownBy(() -> tooLarge.toCompletableFuture().get())
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("data: 300011 (expected: at most 262144 bytes)");
        assertThat(fixture.failures).extracting(EmitterFailure::kind).containsExactly(Kind.EMIT, Kind.EMIT);
        assertThat(fixture.failures).allMatch(failure -> failure.id() == null);
        assertThat(emitter.stats().emitFailures()).isEqualTo(2);
        assertThat(emitter.stats().emitted()).isZero();
        assertThat(fixture.heard()).isEmpty();
    }

    @Topic("large")
    record Large(String text) {}

    @Test
    void anEmitThatFailsAmongOthersLeavesTheirOrderAsItWas() {
        emitter.onAny(emitted -> fixture.hear(emitted.value()));
        emitter.emit(of("ann"));
        CompletionStage<EventId> tooLarge = emitter.emit(new Large("x".repeat(300_000)));
        fixture.emit(of("bob"));

        assertThat(tooLarge.toCompletableFuture()).isCompletedExceptionally();
        assertThat(fixture.heard()).containsExactly(of("ann"), of("bob"));
        assertThat(emitter.stats().pendingBytes()).isZero();
    }

    @Test
    void theLogHasALineForTheFirstFailureOfItsSortThenOneAMinuteWithHowManyWereLeftOff() {
        long[] nanos = {0};
        FailureLog log = new FailureLog(() -> nanos[0]);
        EmitterFailure failure = new EmitterFailure(Kind.DECODE, "a", null, new IllegalStateException());

        assertThat(log.isDue(failure)).isZero();
        assertThat(log.isDue(failure)).isEqualTo(FailureLog.NOT_YET);
        assertThat(log.isDue(new EmitterFailure(Kind.MAP, "a", null, new IllegalStateException())))
                .isZero();
        nanos[0] = 60_000_000_000L;
        assertThat(log.isDue(failure)).isEqualTo(1);
        assertThat(log.isDue(failure)).isEqualTo(FailureLog.NOT_YET);
    }

    @Test
    void aClosedEmitterEmitsNothingAndTakesNoListener() {
        Listening listening = emitter.on(FilterVerified.class, fixture::hear);
        emitter.close();
        emitter.close();
        AtomicInteger none = new AtomicInteger();

        assertThat(listening.isOn()).isFalse();
        assertThatThrownBy(() -> emitter.emit(of("ann")).toCompletableFuture().get())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the emitter is closed");
        assertThatThrownBy(() -> emitter.on(FilterVerified.class, event -> none.incrementAndGet()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(emitter.listeners()).isZero();
    }
}
