package dev.tidings.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs tasks one at a time and in order, on whatever threads an executor has. What one task wrote the next one sees. */
final class Lane {

    private final Executor executor;
    private final Runnable refused;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    // Tasks that have not ended. Whoever makes it 1 has the lane run; the lane runs until it is 0.
    private final AtomicInteger open = new AtomicInteger();

    /** @param refused called, on any thread, when the executor takes no tasks any more */
    Lane(Executor executor, Runnable refused) {
        this.executor = executor;
        this.refused = refused;
    }

    /** Any thread. Never throws. */
    void execute(Runnable task) {
        tasks.add(task);
        if (open.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                refused.run();
            }
        }
    }

    private void run() {
        do {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
        } while (open.decrementAndGet() > 0);
    }
}
