package dev.tidings.load;

import java.util.concurrent.atomic.AtomicLong;

/** How many of our events have come to the subscribers of all loops, and who waits until there are so many. Safe for any thread. */
final class Deliveries {
    /** Of each loop: how many. One writer each. */
    private final AtomicLong[] counts;

    // Written by the one who waits, before `awaited`, and by nobody else.
    private volatile Runnable waiting = Deliveries::nobody;

    private volatile long awaited = Long.MAX_VALUE;

    Deliveries(int loops) {
        counts = new AtomicLong[loops];
        for (int i = 0; i < loops; i++) counts[i] = new AtomicLong();
    }

    private static void nobody() {}

    /** What nobody reads. */
    static Deliveries none() {
        return new Deliveries(0);
    }

    /** By that loop only. */
    void add(int loop, int events) {
        // A volatile write: the one who waits looks at the count after announcing itself, so one of the two sees the
        // other.
        counts[loop].set(counts[loop].getPlain() + events);
        if (awaited == Long.MAX_VALUE || total() < awaited) return;
        awaited = Long.MAX_VALUE;
        waiting.run();
    }

    long total() {
        long sum = 0;
        for (AtomicLong count : counts) sum += count.get();
        return sum;
    }

    /** Runs it once when there are so many, at once if there are; it may run twice. One can wait at a time. */
    void whenThereAre(long total, Runnable then) {
        waiting = then;
        awaited = total;
        if (total() < total) return;
        awaited = Long.MAX_VALUE;
        then.run();
    }
}
