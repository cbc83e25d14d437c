package dev.tidings.load;

import org.HdrHistogram.Histogram;

/** What a crowd has seen, added up. Not thread-safe. */
final class CrowdResult {
    final Histogram latency = Tally.histogram();

    /** From when an event was sent, or due, to its last subscriber. */
    final Histogram last = Tally.histogram();

    private Flaws flaws = Flaws.NONE;
    private String trouble = "";
    private String firstLoss = "";
    private long lastNanos = Long.MIN_VALUE;

    void add(Tally tally) {
        latency.add(tally.latency);
        flaws = flaws.plus(tally.flaws());
        lastNanos = Math.max(lastNanos, tally.lastNanos);
        if (trouble.isEmpty()) trouble = tally.trouble;
    }

    void add(SequenceCheck check, long published) {
        long missing = check.lostBefore(published);
        if (missing > 0 && firstLoss.isEmpty()) firstLoss = check.describe(published);
        if (missing + check.announced() > 0) {
            flaws = flaws.plus(new Flaws(missing, check.announced(), 0, 0, 0, 0, 0, 0));
        }
    }

    Flaws flaws() {
        return flaws;
    }

    /** When the last delivery came. */
    long lastNanos() {
        return lastNanos;
    }

    /** Whether every event came to each of its subscribers once, in order, and to nobody else. */
    boolean isExact() {
        return flaws.isNone() && trouble.isEmpty();
    }

    /** The first thing that went wrong, or nothing. */
    String trouble() {
        return trouble.isEmpty() ? firstLoss : trouble;
    }

    void add(CrowdResult other) {
        latency.add(other.latency);
        last.add(other.last);
        flaws = flaws.plus(other.flaws);
        lastNanos = Math.max(lastNanos, other.lastNanos);
        if (trouble.isEmpty()) trouble = other.trouble;
        if (firstLoss.isEmpty()) firstLoss = other.firstLoss;
    }
}
