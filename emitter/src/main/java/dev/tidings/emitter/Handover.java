package dev.tidings.emitter;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A task for an executor, or what is done instead if that refuses it: one of the two, once. */
final class Handover {

    private Handover() {}

    /** @param refused called here if the executor was shut down, or there is no memory for its thread */
    static void run(Executor executor, Runnable task, Consumer<Throwable> refused) {
        // An executor may have queued what it then fails to start a thread for.
        AtomicBoolean begun = new AtomicBoolean();
        try {
            executor.execute(() -> {
                if (begun.compareAndSet(false, true)) {
                    task.run();
                }
            });
        } catch (RuntimeException | Error e) {
            if (begun.compareAndSet(false, true)) {
                refused.accept(e);
            }
        }
    }
}
