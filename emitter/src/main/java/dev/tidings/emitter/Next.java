package dev.tidings.emitter;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A listener that is a stage: to one event, and no longer than somebody waits. */
final class Next {

    private Next() {}

    /** @param timeout null for none */
    static <T> CompletionStage<T> of(ListenerSpec<T> spec, Dispatcher dispatcher, @Nullable Duration timeout) {
        EmitterFuture<T> next = new EmitterFuture<>(dispatcher);
        Listening listening = spec.times(1)
                .call(
                        next::complete,
                        () -> next.completeExceptionally(new CancellationException("the listener is off")));
        next.whenComplete((value, failure) -> listening.off());
        if (timeout != null) {
            limit(next, timeout);
        }
        return next;
    }

    private static void limit(CompletableFuture<?> next, Duration timeout) {
        CompletableFuture<@Nullable Void> timer = new CompletableFuture<>();
        next.whenComplete((value, failure) -> timer.complete(null));
        // Not on the JDK's timer: whoever depends on the stage may block.
        timer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).exceptionallyAsync(late -> {
            next.completeExceptionally(late);
            return null;
        });
    }
}
