package dev.tidings.sse;

/** The sender exceeded the receiver's {@code maxEventBytes}. The stream cannot be decoded any further. */
public final class EventTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EventTooLargeException(String what, int maxBytes) {
        super(what + ": too long (expected: <= " + maxBytes + " bytes)");
    }
}
