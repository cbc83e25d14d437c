package dev.tidings.hub.log;

/**
 * How much of its bounds a log uses, at about the same moment. Each is -1 where a log cannot tell, or has no such bound.
 *
 * @param bytes what is retained takes, index included
 * @param maxBytes the bound on that
 * @param oldestMillis when the oldest event that is retained was appended; milliseconds since 1970-01-01T00:00Z
 * @param keys idempotency keys that are remembered
 * @param maxKeys the bound on that
 * @param waitingBytes appends that wait for storage
 * @param maxWaitingBytes the bound on that
 */
public record LogUse(
        long bytes,
        long maxBytes,
        long oldestMillis,
        long keys,
        long maxKeys,
        long waitingBytes,
        long maxWaitingBytes) {

    /** Of a log that cannot tell. */
    public static final LogUse UNKNOWN = new LogUse(-1, -1, -1, -1, -1, -1, -1);
}
