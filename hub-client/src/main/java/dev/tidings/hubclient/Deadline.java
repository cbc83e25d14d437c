package dev.tidings.hubclient;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Until when a batch may be sent, by two clocks: {@link System#nanoTime()} stands still while a machine is suspended, and the wall
 * clock may be set. Time is over as soon as it is by one of them: what is given up too early is reported, what is sent too late is
 * published twice.
 * <p>
 * Immutable.
 */
final class Deadline {

    private final InstantSource wall;
    private final long endNanos;
    private final long endMillis;

    /** @param beginNanos from when the time counts, as {@link System#nanoTime()} */
    Deadline(long beginNanos, Duration time, InstantSource wall) {
        this.wall = wall;
        this.endNanos = beginNanos + time.toNanos();
        this.endMillis = wall.millis() + TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
    }

    /** 0 or less when the time is over. */
    long remainingNanos() {
        return Math.min(endNanos - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(endMillis - wall.millis()));
    }
}
