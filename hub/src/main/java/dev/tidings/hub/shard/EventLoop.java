package dev.tidings.hub.shard;

import java.util.concurrent.Executor;

/** One thread that runs tasks in the order they came: what a shard lives on. Transports lend theirs. */
public interface EventLoop extends Executor {

    /** Whether the caller runs on this loop. */
    boolean inEventLoop();

    /**
     * Runs a task before all that waits for the loop, where the loop can do that; tasks that come this way keep their order. Any
     * thread.
     */
    default void executeFirst(Runnable task) {
        execute(task);
    }

    /**
     * Goes on with a task that has yielded: runs its rest on the loop after everything that waits there now, input and output included. Called
     * on the loop only.
     */
    default void executeRest(Runnable rest) {
        execute(rest);
    }

    /** The same, but not before so long: a rest that the loop shall not make longer than it must. Called on the loop only. */
    default void executeRest(Runnable rest, long delayNanos) {
        schedule(rest, delayNanos);
    }

    /** Runs a task on the loop once, after at least the given time. */
    void schedule(Runnable task, long delayNanos);
}
