package dev.tidings.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time and in order, on whatever threads an executor has. What one task wrote the next one sees. Whatever a task
 * throws, the next one is run.
 */
final class Lane {

    private final Executor executor;
    private final Consumer<Throwable> refused;
    private final Consumer<Throwable> failed;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    // Tasks that have not ended. Whoever makes it 1 has the lane run; the lane runs until it is 0.
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param refused called on the lane, but by the thread that had a task, when the executor does not take it; that thread then
     *     runs what waits
     * @param failed called on the lane with what a task has thrown
     */
    Lane(Executor executor, Consumer<Throwable> refused, Consumer<Throwable> failed) {
        this.executor = executor;
        this.refused = refused;
        this.failed = failed;
    }

    /** Any thread. Never throws. */
    void execute(Runnable task) {
        tasks.add(task);
        if (open.getAndIncrement() > 0) {
            return;
        }
        try {
            executor.execute(this::run);
        } catch (Throwable e) { // full, shut down, or out of threads: nobody else runs the lane
            refused.accept(e);
            run();
        }
    }

    private void run() {
        do {
            Runnable task = tasks.poll();
            if (task != null) {
                run(task);
            }
        } while (open.decrementAndGet() > 0);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // a lane that stopped here would never move again
            failed.accept(e);
        }
    }
}
