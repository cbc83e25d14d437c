package dev.tidings.hub.log;

/** A publication was refused for its idempotency key; nothing of it was appended. */
public final class IdempotencyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why it was refused. */
    public enum Reason {
        /** The key was used for other events before. */
        OTHER_EVENTS,
        /** So many keys are remembered that there is no room for this one until older ones have expired. */
        TOO_MANY_KEYS
    }

    private final Reason reason;

    public IdempotencyException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
