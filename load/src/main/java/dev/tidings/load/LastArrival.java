package dev.tidings.load;

import org.HdrHistogram.Histogram;

/**
 * How long events take to the last of their subscribers: watches all subscribers of one lane, which share an event loop, and counts
 * how many have had each number. Confined to that loop.
 */
final class LastArrival implements Witness {
    /*
     *   arrived   | 998 | 1000 | 412 |  0  | ...   a ring: number n is at n modulo its length
     *                ^first
     */

    /** 4 Mi events, 16 MiB: if somebody has lost one, nothing behind it is complete; then the oldest are given up. */
    private static final int MOST = 4 << 20;

    private final int subscribers;
    private final Histogram latency = Tally.histogram();

    private int[] arrived = new int[256];
    private long first;

    /** Events that were due before are not timed. */
    private long timedFromNanos = Long.MIN_VALUE;

    LastArrival(int subscribers) {
        this.subscribers = subscribers;
    }

    @Override
    public void opened() {}

    @Override
    public void event(long sequence, long sentNanos, long nowNanos) {
        if (sequence < first) return;
        if (sequence - first >= arrived.length) makeRoom(sequence);
        int count = ++arrived[at(sequence)];
        if (count < subscribers) return;
        if (count == subscribers && sentNanos >= timedFromNanos) Tally.record(latency, nowNanos - sentNanos);
        while (arrived[at(first)] >= subscribers) forgetFirst();
    }

    private int at(long sequence) {
        return (int) sequence & arrived.length - 1;
    }

    private void forgetFirst() {
        arrived[at(first)] = 0;
        first++;
    }

    private void makeRoom(long sequence) {
        while (sequence - first >= MOST) forgetFirst();
        if (sequence - first < arrived.length) return;
        int[] before = arrived;
        long size = Long.highestOneBit(sequence - first) << 1;
        arrived = new int[(int) size];
        for (long number = first; number < first + before.length; number++) {
            arrived[at(number)] = before[(int) number & before.length - 1];
        }
    }

    /** Forgets the latencies so far. */
    void startTiming(long nowNanos) {
        latency.reset();
        timedFromNanos = nowNanos;
    }

    Histogram latency() {
        return latency;
    }
}
