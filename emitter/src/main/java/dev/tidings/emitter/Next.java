package dev.tidings.emitter;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A listener that is a stage: to one event, and no longer than somebody waits. */
final class Next {

    /** 100 years: what nanoseconds can tell. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Next() {}

    /** @param timeout null for none */
    static <T> CompletionStage<T> of(ListenerSpec<T> spec, Dispatcher dispatcher, @Nullable Duration timeout) {
        long timeoutNanos = timeout == null ? 0 : nanos(timeout);
        EmitterFuture<T> next = new EmitterFuture<>(dispatcher);
        Listening listening = spec.times(1)
                .call(
                        next::complete,
                        () -> next.completeExceptionally(new CancellationException("the listener is off")));
        next.whenComplete((value, failure) -> listening.off());
        if (timeoutNanos > 0) {
            limit(next, timeoutNanos);
        }
        return next;
    }

    /** Before there is a listener that nobody would remove. */
    private static long nanos(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
        return timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
    }

    private static void limit(CompletableFuture<?> next, long nanos) {
        CompletableFuture<@Nullable Void> timer = new CompletableFuture<>();
        next.whenComplete((value, failure) -> timer.complete(null));
        // Not on the JDK's timer: whoever depends on the stage may block.
        timer.orTimeout(nanos, TimeUnit.NANOSECONDS).exceptionallyAsync(late -> {
            next.completeExceptionally(late);
            return null;
        });
    }
}
