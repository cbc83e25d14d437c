package dev.tidings.hub.log;

import java.util.concurrent.RejectedExecutionException;

/**
 * Whoever appends again and again on one thread: an event loop. A log for which many appends at once are cheaper learns from it when
 * it is through with what it has at hand, and gives it the answers to all of them at once.
 */
public interface Caller {

    /**
     * Runs a task when the caller is through with what it has at hand, and soon if that is much. One that waits already is run once.
     * On the caller's thread.
     */
    void whenThrough(Runnable task);

    /**
     * Runs a task on the caller's thread, before what else waits for it. Any thread.
     *
     * @throws RejectedExecutionException if the caller has ended
     */
    void answer(Runnable task);
}
