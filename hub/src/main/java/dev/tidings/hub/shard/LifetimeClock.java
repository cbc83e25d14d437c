package dev.tidings.hub.shard;

/**
 * A clock for lifetimes, which end at a time of day: it goes on while the machine is suspended, as the usual one does not, and never
 * goes back, as the time of day may. So a lifetime may end early when somebody sets the clock, and never late.
 * <p>
 * Confined to the shard's event loop.
 */
final class LifetimeClock {

    /** 100 ms: less is not seen by a sweep once a second. */
    private static final long TOLERANCE_NANOS = 100_000_000L;

    private final Ticker ticker;

    // When both clocks were together.
    private long anchorNanos;
    private long anchorWallNanos;

    /** By how much the time of day has gone ahead in all. */
    private long aheadNanos;

    private long nanos;

    LifetimeClock(Ticker ticker) {
        this.ticker = ticker;
        this.anchorNanos = ticker.nanos();
        this.anchorWallNanos = ticker.wallNanos();
        this.nanos = anchorNanos;
    }

    /** Reads both clocks. */
    void look() {
        long now = ticker.nanos();
        long wall = ticker.wallNanos();
        long gap = (wall - anchorWallNanos) - (now - anchorNanos);
        if (Math.abs(gap) > TOLERANCE_NANOS) {
            aheadNanos += Math.max(0, gap);
            anchorNanos = now;
            anchorWallNanos = wall;
        }
        nanos = now + aheadNanos;
    }

    /** What it said when it was looked at. */
    long nanos() {
        return nanos;
    }
}
