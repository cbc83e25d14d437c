package dev.tidings.hubclient;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much is sent at once, how much waits, and for how long.
 *
 * @param batchEvents most events in one request, 1-1 000: what a hub takes
 * @param batchBytes most bytes of one request, at least 1: below what the hub takes, by default 8 MiB; a single event, or a list
 *     that is published whole, may be larger
 * @param queueBytes most bytes of events that were not answered yet, encoded, at least 1; what is published beyond is
 *     {@linkplain HubBusyException refused}
 * @param attempt how long one request may take
 * @param total how long an event is tried: no request begins later. Together with {@code attempt} at most 4 min: a hub knows for
 *     5 min what was published under a key, and beyond that an event that is sent again would be published again
 * @param firstPause the pause before the second attempt; doubled for each further one, less up to a half by chance
 * @param longestPause the longest pause, unless the hub asks for a longer one ({@code Retry-After})
 * @param closing how long {@link HubClient#close()} waits for what was published before
 */
public record PublishLimits(
        int batchEvents,
        int batchBytes,
        long queueBytes,
        Duration attempt,
        Duration total,
        Duration firstPause,
        Duration longestPause,
        Duration closing) {

    /** 4 min: a minute less than a hub remembers keys, for clocks and for what is still on its way. */
    private static final Duration LONGEST = Duration.ofMinutes(4);

    private static final int MOST_EVENTS = 1_000;

    /**
     * 1 000 events and 1 MiB in a request, 16 MiB waiting, 30 s for a request, 2 min in all: longer than a hub takes to be started
     * anew; pauses of 0.1 s to 10 s; 10 s to close, as long as most who stop an application wait.
     */
    public static final PublishLimits DEFAULT = new PublishLimits(
            MOST_EVENTS,
            1 << 20,
            16 << 20,
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));

    public PublishLimits {
        if (batchEvents < 1 || batchEvents > MOST_EVENTS) {
            throw illegal("batchEvents", batchEvents, "1.." + MOST_EVENTS);
        }
        if (batchBytes < 1) {
            throw illegal("batchBytes", batchBytes, ">= 1");
        }
        if (queueBytes < 1) {
            throw illegal("queueBytes", queueBytes, ">= 1");
        }
        positive("attempt", attempt);
        positive("total", total);
        if (attempt.compareTo(LONGEST) >= 0 || total.compareTo(LONGEST.minus(attempt)) > 0) {
            throw illegal("total and attempt", total + " and " + attempt, "at most " + LONGEST + " together");
        }
        positive("firstPause", firstPause);
        positive("longestPause", longestPause);
        if (requireNonNull(closing, "closing").isNegative()) {
            throw illegal("closing", closing, ">= 0");
        }
    }

    public PublishLimits withBatch(int events, int bytes) {
        return new PublishLimits(events, bytes, queueBytes, attempt, total, firstPause, longestPause, closing);
    }

    public PublishLimits withQueueBytes(long bytes) {
        return new PublishLimits(batchEvents, batchBytes, bytes, attempt, total, firstPause, longestPause, closing);
    }

    public PublishLimits withAttempt(Duration time) {
        return new PublishLimits(batchEvents, batchBytes, queueBytes, time, total, firstPause, longestPause, closing);
    }

    public PublishLimits withTotal(Duration time) {
        return new PublishLimits(batchEvents, batchBytes, queueBytes, attempt, time, firstPause, longestPause, closing);
    }

    public PublishLimits withPauses(Duration first, Duration longest) {
        return new PublishLimits(batchEvents, batchBytes, queueBytes, attempt, total, first, longest, closing);
    }

    public PublishLimits withClosing(Duration time) {
        return new PublishLimits(batchEvents, batchBytes, queueBytes, attempt, total, firstPause, longestPause, time);
    }

    private static void positive(String name, Duration time) {
        if (requireNonNull(time, name).isNegative() || time.isZero()) {
            throw illegal(name, time, "> 0");
        }
    }

    private static IllegalArgumentException illegal(String name, Object value, String expected) {
        return new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
}
