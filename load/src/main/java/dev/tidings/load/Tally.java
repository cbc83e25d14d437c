package dev.tidings.load;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * What the subscribers of one event loop have seen. Written by that loop; others may read {@link #joined} and {@link #turnedAway} at
 * any time.
 */
final class Tally {
    /** 60 s: a later delivery is recorded as this. */
    static final long HIGHEST_NANOS = 60_000_000_000L;

    /** Three digits: 1.23 ms and 1.24 ms are told apart. */
    private static final int DIGITS = 3;

    /** 64 KiB: as much as a read brings. */
    private static final int SCRATCH_BYTES = 64 << 10;

    // Event loop only.
    final Histogram latency = histogram();
    final Histogram joining = histogram();
    final byte[] scratch = new byte[SCRATCH_BYTES];
    long duplicates;
    long late;
    long gaps;
    long strayed;
    long foreign;
    long dropped;
    String trouble = "";
    long lastNanos = Long.MIN_VALUE;

    /** Events sent before this are counted but not timed: the machine was warming up. */
    long timedFromNanos = Long.MIN_VALUE;

    private final Deliveries deliveries;
    private final int loop;
    private final AtomicLong joined = new AtomicLong();
    private final AtomicLong turnedAway = new AtomicLong();

    Tally(Deliveries deliveries, int loop) {
        this.deliveries = deliveries;
        this.loop = loop;
    }

    static Histogram histogram() {
        return new Histogram(HIGHEST_NANOS, DIGITS);
    }

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(nanos, 0), HIGHEST_NANOS));
    }

    /** Any thread: how many streams have opened. */
    long joined() {
        return joined.get();
    }

    /** Any thread: how many streams have not opened and will not. */
    long turnedAway() {
        return turnedAway.get();
    }

    void addDelivered(int events, long nowNanos) {
        lastNanos = nowNanos;
        deliveries.add(loop, events);
    }

    /** One writer, so no atomic addition is needed. */
    void addJoined() {
        joined.lazySet(joined.getPlain() + 1);
    }

    void addTurnedAway() {
        turnedAway.lazySet(turnedAway.getPlain() + 1);
    }

    /** Forgets the latencies so far. */
    void startTiming(long nowNanos) {
        latency.reset();
        timedFromNanos = nowNanos;
    }

    void trouble(String what) {
        if (trouble.isEmpty()) trouble = what;
    }

    /** All but what is lost, which only those know who read. */
    Flaws flaws() {
        return new Flaws(0, 0, gaps, duplicates, late, strayed, foreign, dropped);
    }
}
