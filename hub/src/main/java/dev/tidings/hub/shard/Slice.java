package dev.tidings.hub.shard;

/**
 * How long a drain may keep its event loop before others have their turn: so many writes, or so much time.
 * <p>
 * Confined to one event loop.
 */
final class Slice {

    /** The clock is read once in so many writes: reading it costs as much as a tenth of a write. */
    private static final int WRITES_PER_LOOK = 16;

    private final Ticker ticker;
    private final int maxWrites;
    private final long maxNanos;
    private long beganNanos;
    private int writes;

    Slice(Ticker ticker, HubLimits limits) {
        this.ticker = ticker;
        this.maxWrites = limits.sliceWrites();
        this.maxNanos = limits.slice().toNanos();
    }

    /** @return the time now */
    long begin() {
        writes = 0;
        beganNanos = ticker.nanos();
        return beganNanos;
    }

    void countWrite() {
        writes++;
    }

    boolean isOver() {
        return writes >= maxWrites || (writes % WRITES_PER_LOOK == WRITES_PER_LOOK - 1 && timeIsOver());
    }

    boolean timeIsOver() {
        return ticker.nanos() - beganNanos >= maxNanos;
    }
}
