package dev.tidings.hub.shard;

/**
 * How long a shard rests after a batch that took long, so that the next one holds more.
 * <p>
 * A write costs a subscriber's socket about as much for four events as for one. Those who publish once they have heard do so when a
 * batch has gone out: a shard that went on at once would take each time the half of them that came meanwhile. The rest is a fraction
 * of what the last subscriber has waited for anyway. Confined to the shard's event loop.
 */
final class Pacing {

    /** Half a millisecond, a hundred writes: for fewer a rest saves less than it costs. */
    private static final long LEAST_NANOS = 500_000;

    /** A quarter of what the batch took. */
    private static final int SHARE = 4;

    /** 1 ms: what comes into a rest is no later for it than for a slice of somebody else's work. */
    private static final long MOST_NANOS = 1_000_000;

    private final Ticker ticker;
    private long beganNanos;

    Pacing(Ticker ticker) {
        this.ticker = ticker;
    }

    void begin(long nanos) {
        beganNanos = nanos;
    }

    /** @return nanoseconds from now; 0 for none */
    long rest() {
        long took = ticker.nanos() - beganNanos;
        return took < LEAST_NANOS ? 0 : Math.min(took / SHARE, MOST_NANOS);
    }
}
