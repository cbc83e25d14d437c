package dev.tidings.servlet;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what comes by itself. */
final class Await {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final long STEP_NANOS = Duration.ofMillis(5).toNanos();

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + DEADLINE + ": " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
