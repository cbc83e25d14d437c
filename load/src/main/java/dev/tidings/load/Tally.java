package dev.tidings.load;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** What the subscribers of one event loop have seen. Written by that loop; others may read {@link #delivered} at any time. */
final class Tally {
    /** 60 s: a later delivery is recorded as this. */
    static final long HIGHEST_NANOS = 60_000_000_000L;

    /** Three digits: 1.23 ms and 1.24 ms are told apart. */
    private static final int DIGITS = 3;

    // Event loop only.
    final Histogram latency = histogram();
    final Histogram joining = histogram();
    long duplicates;
    long late;
    long gaps;
    long strayed;
    long foreign;
    long dropped;
    String trouble = "";

    /** Events sent before this are counted but not timed: the machine was warming up. */
    long timedFromNanos = Long.MIN_VALUE;

    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong joined = new AtomicLong();

    static Histogram histogram() {
        return new Histogram(HIGHEST_NANOS, DIGITS);
    }

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(nanos, 0), HIGHEST_NANOS));
    }

    /** Any thread: how many of our events have come, right or wrong. */
    long delivered() {
        return delivered.get();
    }

    /** Any thread: how many streams have opened. */
    long joined() {
        return joined.get();
    }

    // One writer, so no atomic addition is needed; a reader may see it a moment later.

    void addDelivered(int events) {
        delivered.lazySet(delivered.getPlain() + events);
    }

    void addJoined() {
        joined.lazySet(joined.getPlain() + 1);
    }
}
