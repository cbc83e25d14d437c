package dev.tidings.hub.shard;

/** Why the hub ends a subscription. */
public enum CloseReason {
    /** The credential it was made with has expired. */
    EXPIRED("expired"),
    /** Somebody withdrew it. */
    REVOKED("revoked"),
    /** It fell behind where that is not allowed. */
    BEHIND("behind"),
    /** Its peer took no byte for longer than the stall limit; it cannot be told. */
    STALLED("stalled"),
    /** The hub is being closed. */
    SHUTDOWN("shutdown");

    /** The SSE type of what a hub says last in a stream that it ends on purpose, beside the {@code reason} in its data. */
    public static final String TYPE = "tidings.closed";

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** As clients and logs read it. */
    public String text() {
        return text;
    }
}
