package dev.tidings.load;

/** Is told at once what a subscriber sees, on that subscriber's event loop. */
@FunctionalInterface
interface Witness {
    Witness NONE = () -> {};

    /** The hub has answered: from now on this subscriber cannot miss events any more. */
    void opened();

    /** An event of the subscriber's lane has come, right or wrong. */
    default void event(long sequence, long sentNanos, long nowNanos) {}
}
