package dev.tidings.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts connections against their limit. Any thread. */
final class ConnectionCount {

    /** Files that remain for the hub itself when all connections are taken. */
    private static final int LEAST = 64;

    /** How many more are let in, to be told to come back later. */
    private static final int REFUSED_POLITELY = 256;

    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    /** @param limit 0 for what the file limit allows */
    ConnectionCount(int limit) {
        this.limit = limit > 0 ? limit : Math.max(LEAST, FileLimit.read() - ServerLimits.RESERVED_FILES);
    }

    enum Admission {
        SERVE,
        /** Answer that there is no room. */
        REFUSE,
        /** There is not even room to say so. */
        DROP
    }

    /** Counts one more; every admission is followed by one {@link #leave()}. */
    Admission enter() {
        int now = open.incrementAndGet();
        if (now <= limit) {
            return Admission.SERVE;
        }
        return now - limit <= REFUSED_POLITELY ? Admission.REFUSE : Admission.DROP;
    }

    void leave() {
        if (open.decrementAndGet() == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Waits until no connection is open; false if that takes longer. */
    synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (open.get() > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    int open() {
        return open.get();
    }

    int limit() {
        return limit;
    }
}
