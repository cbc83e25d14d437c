package dev.tidings.hub.shard;

import java.time.Duration;

/**
 * What a hub may hold and how it divides its time. Every figure is a bound that holds under any load; what happens when one is
 * reached stands beside it.
 *
 * @param tailBytes the newest events in memory, &gt;= 65 536 bytes; older ones are read from the log
 * @param liveBytes most that one live subscriber may have pending, &gt;= 1 024 bytes; above, it is behind
 * @param pendingBytes most that all subscribers may have pending together, &gt;= 65 536 bytes; near it, less makes a subscriber
 *     behind
 * @param pagesBytes pages read for subscribers that are behind, in all, &gt;= 65 536 bytes; above, readers wait their turn
 * @param batchBytes most that one batch holds for any one subscriber, &gt;= 1 024 bytes, unless a single event is larger; for all
 *     together it holds eight times as much
 * @param sliceWrites most writes before a drain yields to other work of its event loop, &gt;= 1
 * @param slice longest time before a drain yields to other work of its event loop, &gt; 0
 */
public record HubLimits(
        long tailBytes,
        long liveBytes,
        long pendingBytes,
        long pagesBytes,
        int batchBytes,
        int sliceWrites,
        Duration slice) {

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    /**
     * 64 MiB of tail, but never more than an eighth of the heap: it shares its events with the log. 256 KiB pending for each
     * subscriber rides out a second of 2 Mbit/s; 256 MiB for all together, but never more than a quarter of the memory for
     * buffers, which by default is as large as the heap.
     */
    public static final HubLimits DEFAULT = new HubLimits(
            Math.min(64 * MIB, Runtime.getRuntime().maxMemory() / 8),
            256 * KIB,
            Math.min(256 * MIB, Runtime.getRuntime().maxMemory() / 4),
            64 * MIB,
            (int) (128 * KIB),
            256,
            Duration.ofMillis(1));

    public HubLimits {
        atLeast("tailBytes", tailBytes, 64 * KIB);
        atLeast("liveBytes", liveBytes, KIB);
        atLeast("pendingBytes", pendingBytes, 64 * KIB);
        atLeast("pagesBytes", pagesBytes, 64 * KIB);
        atLeast("batchBytes", batchBytes, KIB);
        atLeast("sliceWrites", sliceWrites, 1);
        if (slice.isNegative() || slice.isZero()) {
            throw new IllegalArgumentException("slice: " + slice + " (expected: > 0)");
        }
    }

    public HubLimits withTailBytes(long bytes) {
        return new HubLimits(bytes, liveBytes, pendingBytes, pagesBytes, batchBytes, sliceWrites, slice);
    }

    public HubLimits withLiveBytes(long bytes) {
        return new HubLimits(tailBytes, bytes, pendingBytes, pagesBytes, batchBytes, sliceWrites, slice);
    }

    public HubLimits withPendingBytes(long bytes) {
        return new HubLimits(tailBytes, liveBytes, bytes, pagesBytes, batchBytes, sliceWrites, slice);
    }

    public HubLimits withPagesBytes(long bytes) {
        return new HubLimits(tailBytes, liveBytes, pendingBytes, bytes, batchBytes, sliceWrites, slice);
    }

    public HubLimits withBatchBytes(int bytes) {
        return new HubLimits(tailBytes, liveBytes, pendingBytes, pagesBytes, bytes, sliceWrites, slice);
    }

    public HubLimits withSlice(int writes, Duration longest) {
        return new HubLimits(tailBytes, liveBytes, pendingBytes, pagesBytes, batchBytes, writes, longest);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
