package dev.tidings.server.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How much each takes of something per second. Safe for any thread.
 * <p>
 * Who has anything left may take more than that, and then has to wait until it is made up for: so what comes in large pieces need not be
 * known before.
 */
final class Rates {
    /*
     *   left:   burst ──take──> less ──take──> below zero: refused ──time──> above zero ──time──> burst: forgotten
     */

    private static final double NANOS = 1e9;

    /** 1 024: so few need no looking through. */
    private static final int FEW = 1024;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, Level> levels = new ConcurrentHashMap<>();

    /** At so many, those are forgotten that have all of their burst again: at most twice those that have not. */
    private final AtomicInteger many = new AtomicInteger(FEW);

    private record Level(double left, long nanos) {}

    /**
     * @param perSecond 0 for as much as they like, which is not counted
     * @param burst what may be taken at once after a while of nothing
     * @param nanoTime as {@link System#nanoTime()}
     */
    Rates(long perSecond, long burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    boolean isOn() {
        return perSecond > 0;
    }

    /** Nanoseconds until anything may be taken; 0 for at once. */
    long wait(String who) {
        Level level = levels.get(who);
        return level == null ? 0 : wait(left(level, nanoTime.getAsLong()));
    }

    private long wait(double left) {
        return left > 0 ? 0 : Math.max(1, (long) ((1 - left) / perSecond * NANOS));
    }

    /** Takes so much, whether or not there is any left. */
    void take(String who, long amount) {
        long now = nanoTime.getAsLong();
        levels.compute(who, (same, level) -> new Level((level == null ? burst : left(level, now)) - amount, now));
        forgetIfMany(now);
    }

    private double left(Level level, long now) {
        return Math.min(burst, level.left() + (now - level.nanos()) / NANOS * perSecond);
    }

    private void forgetIfMany(long now) {
        int limit = many.get();
        if (levels.size() > limit && many.compareAndSet(limit, Integer.MAX_VALUE)) {
            levels.values().removeIf(level -> left(level, now) >= burst);
            many.set(Math.max(FEW, 2 * levels.size()));
        }
    }

    /** How many are remembered. */
    int size() {
        return levels.size();
    }
}
