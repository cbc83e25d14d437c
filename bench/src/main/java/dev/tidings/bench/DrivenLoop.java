package dev.tidings.bench;

import dev.tidings.hub.shard.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * An event loop that runs when it is told to, on the thread that measures.
 * <p>
 * It has no clock: sweeps never come and rests between batches take no time, so that a measurement holds only what it asks for. For
 * one thread.
 */
final class DrivenLoop implements EventLoop {

    /** 10 ms: longer than a rest, shorter than what a sweep waits. */
    private static final long LONGEST_REST_NANOS = 10_000_000;

    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inEventLoop() {
        return true;
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        if (delayNanos <= LONGEST_REST_NANOS) {
            tasks.add(task);
        }
    }

    /** Runs tasks, those that they bring about included, until there are none. */
    void run() {
        Runnable task = tasks.poll();
        while (task != null) {
            task.run();
            task = tasks.poll();
        }
    }
}
