package dev.tidings.hub.shard;

import java.util.Arrays;

/** How often something took how long. One thread at a time writes, any reads; nothing is allocated for a value. */
public final class LatencyCounts {

    /** From 100 us, less than a loop's slice, to 10 s, after which clients give up; three in each power of ten. */
    private static final long[] BOUNDS_MICROS = {
        100,
        250,
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000
    };

    private final LoopCount[] counts = new LoopCount[BOUNDS_MICROS.length + 1];
    private final LoopCount sumNanos = new LoopCount();

    public LatencyCounts() {
        Arrays.setAll(counts, i -> new LoopCount());
    }

    /** The writing thread only. */
    public void record(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_MICROS.length && nanos > BOUNDS_MICROS[bucket] * 1_000) {
            bucket++;
        }
        counts[bucket].add(1);
        sumNanos.add(Math.max(0, nanos));
    }

    /** What was recorded up to about now. Any thread. */
    public Latencies latencies() {
        long[] values = new long[counts.length];
        Arrays.setAll(values, i -> counts[i].get());
        return new Latencies(values, sumNanos.get());
    }

    static double[] boundsSeconds() {
        return Arrays.stream(BOUNDS_MICROS).mapToDouble(micros -> micros / 1e6).toArray();
    }
}
