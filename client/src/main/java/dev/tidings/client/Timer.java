package dev.tidings.client;

/** Time that passes, and what shall happen when it has; tests bring their own. */
interface Timer {

    /** Nanoseconds since some fixed moment; only differences mean anything. */
    long nanos();

    /**
     * Has a task run once. It must be short and must not block.
     *
     * @return takes it back; of no effect if it has run
     */
    Runnable schedule(Runnable task, long delayNanos);
}
