package dev.tidings.spring.webflux;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How many streams are open. Safe for any thread. */
final class StreamCount {

    // Guarded by this.
    private int open;
    private CompletableFuture<Void> none = CompletableFuture.completedFuture(null);

    synchronized void enter() {
        if (open++ == 0) {
            none = new CompletableFuture<>();
        }
    }

    void leave() {
        CompletableFuture<Void> empty = left();
        if (empty != null) {
            empty.complete(null);
        }
    }

    private synchronized @Nullable CompletableFuture<Void> left() {
        return --open == 0 ? none : null;
    }

    synchronized int open() {
        return open;
    }

    /** Completes when those that are open now, and whoever comes before they have left, have left. */
    synchronized CompletionStage<Void> whenNone() {
        return none;
    }
}
