package dev.tidings.load;

import java.util.ArrayDeque;
import org.HdrHistogram.Histogram;

/**
 * How long events take to the last of their subscribers: watches all subscribers of one lane, which share an event loop, and counts
 * how many have had each number. Confined to that loop.
 */
final class LastArrival implements Witness {
    private final int subscribers;
    private final Histogram latency = Tally.histogram();

    // How many have had the number `first`, the one behind it, and so on; none before it is still on its way.
    private final ArrayDeque<int[]> arrived = new ArrayDeque<>();
    private long first;

    /** Events that were due before are not timed. */
    private long timedFromNanos = Long.MAX_VALUE;

    LastArrival(int subscribers) {
        this.subscribers = subscribers;
    }

    @Override
    public void opened() {}

    @Override
    public void event(long sequence, long sentNanos, long nowNanos) {
        // What came to all has been counted; if it comes again, the subscriber's check says so.
        if (sequence < first) return;
        while (first + arrived.size() <= sequence) arrived.addLast(new int[1]);
        int count = ++at(sequence)[0];
        if (count == subscribers && sentNanos >= timedFromNanos) Tally.record(latency, nowNanos - sentNanos);
        while (!arrived.isEmpty() && arrived.peekFirst()[0] >= subscribers) {
            arrived.removeFirst();
            first++;
        }
    }

    /** Subscribers are at most a few events apart, and the one that is asked for is mostly the newest. */
    private int[] at(long sequence) {
        if (sequence == first + arrived.size() - 1) return arrived.getLast();
        long number = first;
        for (int[] count : arrived) {
            if (number++ == sequence) return count;
        }
        throw new IllegalStateException("number " + sequence + " behind " + first);
    }

    void startTiming(long nowNanos) {
        timedFromNanos = nowNanos;
    }

    Histogram latency() {
        return latency.copy();
    }
}
