package dev.tidings.emitter;

import static dev.tidings.emitter.EmitterFixture.await;
import static dev.tidings.emitter.EmitterFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waiting for one event; whichever way it ends, no listener is left. */
class NextTest {

    private final EmitterFixture fixture = new EmitterFixture();
    private final Emitter emitter = fixture.emitter;

    @AfterEach
    void close() {
        // Whoever waits for a stage may see it end before what depends on it does.
        Await.until("no listener is left", () -> emitter.listeners() == 0);
        assertThat(emitter.listeners(FilterVerified.class)).isZero();
        fixture.close();
    }

    @Test
    void nextIsTheNextEventOfItsType() {
        CompletionStage<FilterVerified> next = emitter.next(FilterVerified.class);
        fixture.emit(of("ann"));
        fixture.emit(of("bob"));

        assertThat(await(next)).isEqualTo(of("ann"));
    }

    @Test
    void nextThatPassesIsWaitedFor() {
        CompletionStage<FilterVerified> next =
                emitter.next(FilterVerified.class, event -> event.email().equals("bob"), Duration.ofHours(1));
        fixture.emit(of("ann"));
        assertThat(next.toCompletableFuture()).isNotDone();
        fixture.emit(of("bob"));

        assertThat(await(next)).isEqualTo(of("bob"));
    }

    @Test
    void aFilterThatThrowsIsReportedAndTheWaitGoesOn() {
        CompletionStage<FilterVerified> next = emitter.next(
                FilterVerified.class,
                event -> {
                    if (event.email().equals("ann")) {
                        throw new IllegalStateException("of a test");
                    }
                    return true;
                },
                Duration.ofHours(1));
        fixture.emit(of("ann"));
        fixture.emit(of("bob"));

        assertThat(await(next)).isEqualTo(of("bob"));
        assertThat(fixture.failures).extracting(EmitterFailure::kind).containsExactly(EmitterFailure.Kind.LISTENER);
    }

    @Test
    void nextEndsWithItsTimeout() {
        CompletionStage<FilterVerified> next = emitter.next(FilterVerified.class, event -> true, Duration.ofMillis(1));

        assertThatThrownBy(() -> next.toCompletableFuture().get()).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void nextThatIsCancelledListensNoMore() {
        CompletionStage<FilterVerified> next = emitter.next(FilterVerified.class);
        assertThat(emitter.listeners(FilterVerified.class)).isEqualTo(1);
        next.toCompletableFuture().cancel(false);
    }

    @Test
    void nextIsCancelledWithAllListeners() {
        CompletionStage<FilterVerified> removed = emitter.next(FilterVerified.class);
        emitter.offAll(FilterVerified.class);
        CompletionStage<FilterVerified> closed = emitter.next(FilterVerified.class);
        emitter.close();

        for (CompletionStage<FilterVerified> next : List.of(removed, closed)) {
            assertThatThrownBy(() -> next.toCompletableFuture().join()).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void manyWaitForOneEventAndHalfOfThemInVain() {
        List<CompletionStage<FilterVerified>> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(emitter.next(FilterVerified.class, event -> true, Duration.ofHours(1)));
            emitter.next(FilterVerified.class, event -> false, Duration.ofMillis(1));
        }
        fixture.emit(of("ann"));

        assertThat(all).allSatisfy(next -> assertThat(await(next)).isEqualTo(of("ann")));
    }

    @Test
    void aTimeoutIsPositiveAndAsLongAsAnybodyLikes() {
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> emitter.next(FilterVerified.class, event -> true, timeout))
                    .withMessage("timeout: " + timeout + " (expected: > 0)");
        }
        CompletionStage<FilterVerified> next =
                emitter.next(FilterVerified.class, event -> true, Duration.ofSeconds(Long.MAX_VALUE));
        fixture.emit(of("ann"));

        assertThat(await(next)).isEqualTo(of("ann"));
    }
}
