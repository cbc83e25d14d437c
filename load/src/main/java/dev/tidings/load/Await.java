package dev.tidings.load;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits of the generator's own thread; its loops never wait. */
final class Await {
    /** 1 ms: short beside everything that is awaited, and no load. */
    private static final long STEP_NANOS = 1_000_000;

    private Await() {}

    /** Whether it came true in time. */
    static boolean until(Duration longest, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > longest.toNanos()) return false;
            LockSupport.parkNanos(STEP_NANOS);
        }
        return true;
    }

    /** Waits for a figure to reach a goal, as long as it moves at least once in every such time; whether it did. */
    static boolean progress(Duration quiet, LongSupplier figure, long goal) {
        long last = figure.getAsLong();
        long lastNanos = System.nanoTime();
        while (last < goal) {
            LockSupport.parkNanos(STEP_NANOS);
            long now = figure.getAsLong();
            if (now != last) {
                last = now;
                lastNanos = System.nanoTime();
            } else if (System.nanoTime() - lastNanos > quiet.toNanos()) {
                return false;
            }
        }
        return true;
    }

    static void pass(Duration time) {
        until(time, () -> false);
    }
}
