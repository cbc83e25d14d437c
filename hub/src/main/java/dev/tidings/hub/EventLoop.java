package dev.tidings.hub;

import java.util.concurrent.Executor;

/** One thread that runs tasks in the order they came: what a shard lives on. Transports lend theirs. */
public interface EventLoop extends Executor {

    /** Whether the caller runs on this loop. */
    boolean inEventLoop();

    /** Runs a task on the loop once, after at least the given time. */
    void schedule(Runnable task, long delayNanos);
}
