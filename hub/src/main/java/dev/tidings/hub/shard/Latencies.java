package dev.tidings.hub.shard;

import java.util.Arrays;

/**
 * How often something took how long, up to a moment. Immutable.
 */
public final class Latencies {

    /** Of nothing. */
    public static final Latencies NONE = new Latencies(new long[LatencyCounts.boundsSeconds().length + 1], 0);

    private final long[] counts;
    private final long sumNanos;

    Latencies(long[] counts, long sumNanos) {
        this.counts = counts;
        this.sumNanos = sumNanos;
    }

    /** Up to what a value belongs to each of {@link #counts()}, in seconds, ascending; the last one is without an end. */
    public static double[] boundsSeconds() {
        double[] bounds = LatencyCounts.boundsSeconds();
        double[] all = Arrays.copyOf(bounds, bounds.length + 1);
        all[bounds.length] = Double.POSITIVE_INFINITY;
        return all;
    }

    /** How many values each of them has that the one before has not. */
    public long[] counts() {
        return counts.clone();
    }

    /** How many values there are. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /** All values together. */
    public double sumSeconds() {
        return sumNanos / 1e9;
    }

    /** The values of both. */
    public Latencies plus(Latencies other) {
        long[] both = counts();
        for (int i = 0; i < both.length; i++) {
            both[i] += other.counts[i];
        }
        return new Latencies(both, sumNanos + other.sumNanos);
    }
}
