package dev.tidings.client;

/** Thrown to whoever pulls messages from a source that has given up. */
public final class EventSourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient EventSourceError error;

    EventSourceException(EventSourceError error) {
        super(error.message(), error.cause().orElse(null));
        this.error = error;
    }

    /** What happened. */
    public EventSourceError error() {
        return error;
    }
}
