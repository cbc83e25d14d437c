package dev.tidings.client;

/** Where an {@link EventSource} is (HTML standard, 9.2.2, {@code readyState}); the ordinals are the numbers of the standard. */
public enum ReadyState {
    /** No stream yet, or none at the moment: a request is on its way or will be. */
    CONNECTING,

    /** There is a stream. */
    OPEN,

    /** Closed, or given up: there will be no request any more. */
    CLOSED
}
