package dev.tidings.load;

/** Is told at once what a subscriber sees, on that subscriber's event loop. */
@FunctionalInterface
interface Witness {
    Witness NONE = () -> {};

    /** The server has answered with a stream. */
    void opened();

    /** An event of the subscriber's lane has come, for the first time. */
    default void event(long sequence, long sentNanos, long nowNanos) {}

    /** Nothing more comes to the subscriber. */
    default void ended() {}
}
