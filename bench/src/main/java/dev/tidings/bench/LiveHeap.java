package dev.tidings.bench;

import java.lang.management.ManagementFactory;

/** The heap that is in use when garbage does not count. */
final class LiveHeap {

    private LiveHeap() {}

    /** Bytes, when nothing more goes: what was there before ends on threads and in a time of its own, which nothing tells. */
    static long bytes() throws InterruptedException {
        long used = collected();
        long before = Long.MAX_VALUE;
        while (used < before) {
            before = used;
            Thread.sleep(100);
            used = collected();
        }
        return used;
    }

    /** Bytes, after a collection. */
    static long collected() {
        // Twice: what the first collection only queued for its cleaner, the second one frees.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
