package dev.tidings.hubclient;

/**
 * How often a request may begin: some at once, and beyond that so many a second. What waits for its turn is published together, so
 * a pace costs time, at most a turn, and no events.
 * <p>
 * Safe for any thread.
 */
final class Pace {
    /*
     * A hub remembers the key of each request for 5 to 6 minutes, and refuses a publisher that has used up its share of the table:
     * some 27 000 keys on a hub with 512 MiB, which is 75 requests a second. One that awaits each event before it publishes the next
     * is faster than that, and would have locked itself out after some minutes.
     *
     *    requests                       turnNanos: when the next one is due if they come evenly. It may lie in the past,
     *    |           ____....----       but no further than the burst: what was not used then is not saved up.
     *    |    _..--''
     *    |  /'  so many a second
     *    | /
     *    |/ the burst
     *    +---------------------- time
     */

    /** 4 s: what a publisher does now and then, such as a page's worth of single events, is not slowed down. */
    private static final int BURST_SECONDS = 4;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long intervalNanos;
    private final long burstNanos;

    // Guarded by this.
    private long turnNanos;

    /** @param nowNanos as {@link System#nanoTime()} */
    Pace(int perSecond, long nowNanos) {
        this.intervalNanos = NANOS_PER_SECOND / perSecond;
        this.burstNanos = intervalNanos * (BURST_SECONDS * perSecond - 1);
        this.turnNanos = nowNanos - burstNanos;
    }

    /** Takes the next turn. Returns how many nanoseconds it is away, 0 if it is now. */
    synchronized long take(long nowNanos) {
        long waitNanos = Math.max(turnNanos - nowNanos, -burstNanos);
        turnNanos = nowNanos + waitNanos + intervalNanos;
        return Math.max(0, waitNanos);
    }
}
