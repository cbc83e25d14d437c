package dev.tidings.hubclient;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much is sent at once, how much waits, and for how long.
 *
 * @param batchEvents most events in one request, 1-1 000: what a hub takes
 * @param batchBytes most bytes of one request, at least 1: below what the hub takes, by default 8 MiB; a single event, or a list
 *     that is published whole, may be larger
 * @param listBytes most bytes of a list that is published whole, encoded, at least 1: below what the hub takes, by default 8 MiB; a
 *     larger one is refused with {@link IllegalArgumentException}
 * @param queueBytes most bytes of events that were not answered yet, encoded, at least 1; what is published beyond is
 *     {@linkplain HubBusyException refused}
 * @param requestsPerSecond how many requests may begin in a second, 1-10 000, when it goes on for long; four times as many at once.
 *     What waits meanwhile is sent together, so events are not fewer, and later by a turn at most. Each request takes a key of the
 *     hub's table for up to 6 min: 360 times this has to be less than the keys that the hub has for one principal, together with
 *     all others who publish as the same
 * @param times for how long
 */
public record PublishLimits(
        int batchEvents, int batchBytes, int listBytes, long queueBytes, int requestsPerSecond, Times times) {

    /** 4 min: a minute less than a hub remembers keys, for clocks and for what is still on its way. */
    private static final Duration LONGEST = Duration.ofMinutes(4);

    /** 1 h: everything is settled long before. */
    private static final Duration LONGEST_CLOSING = Duration.ofHours(1);

    /** 64 KiB below the 8 MiB that a hub takes by default: room for what something on the way may add. */
    private static final int DEFAULT_LIST_BYTES = (8 << 20) - (64 << 10);

    /** 50: 18 000 keys in 6 min, two thirds of the 27 000 that a hub with 512 MiB has for one principal. */
    private static final int DEFAULT_REQUESTS_PER_SECOND = 50;

    /** 10 000: more than one request after the other comes to. */
    private static final int MOST_REQUESTS_PER_SECOND = 10_000;

    private static final int MOST_EVENTS = 1_000;

    /**
     * 1 000 events and 1 MiB in a request, nearly 8 MiB in a list, 16 MiB waiting; 200 requests at once and 50 a second; 30 s for a
     * request, 2 min in all: longer than a hub takes to be started anew; pauses of 0.1 s to 10 s; 10 s to close, as long as most who
     * stop an application wait.
     */
    public static final PublishLimits DEFAULT = new PublishLimits(
            MOST_EVENTS,
            1 << 20,
            DEFAULT_LIST_BYTES,
            16 << 20,
            DEFAULT_REQUESTS_PER_SECOND,
            new Times(
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10)));

    public PublishLimits {
        if (batchEvents < 1 || batchEvents > MOST_EVENTS) {
            throw illegal("batchEvents", batchEvents, "1.." + MOST_EVENTS);
        }
        if (batchBytes < 1) {
            throw illegal("batchBytes", batchBytes, ">= 1");
        }
        if (listBytes < 1) {
            throw illegal("listBytes", listBytes, ">= 1");
        }
        if (queueBytes < 1) {
            throw illegal("queueBytes", queueBytes, ">= 1");
        }
        if (requestsPerSecond < 1 || requestsPerSecond > MOST_REQUESTS_PER_SECOND) {
            throw illegal("requestsPerSecond", requestsPerSecond, "1.." + MOST_REQUESTS_PER_SECOND);
        }
        requireNonNull(times, "times");
    }

    public PublishLimits withBatch(int events, int bytes) {
        return new PublishLimits(events, bytes, listBytes, queueBytes, requestsPerSecond, times);
    }

    public PublishLimits withListBytes(int bytes) {
        return new PublishLimits(batchEvents, batchBytes, bytes, queueBytes, requestsPerSecond, times);
    }

    public PublishLimits withQueueBytes(long bytes) {
        return new PublishLimits(batchEvents, batchBytes, listBytes, bytes, requestsPerSecond, times);
    }

    public PublishLimits withRequestsPerSecond(int requests) {
        return new PublishLimits(batchEvents, batchBytes, listBytes, queueBytes, requests, times);
    }

    public PublishLimits withAttempt(Duration time) {
        return with(new Times(time, times.total, times.firstPause, times.longestPause, times.closing));
    }

    public PublishLimits withTotal(Duration time) {
        return with(new Times(times.attempt, time, times.firstPause, times.longestPause, times.closing));
    }

    public PublishLimits withPauses(Duration first, Duration longest) {
        return with(new Times(times.attempt, times.total, first, longest, times.closing));
    }

    public PublishLimits withClosing(Duration time) {
        return with(new Times(times.attempt, times.total, times.firstPause, times.longestPause, time));
    }

    private PublishLimits with(Times others) {
        return new PublishLimits(batchEvents, batchBytes, listBytes, queueBytes, requestsPerSecond, others);
    }

    /**
     * How long things may take.
     *
     * @param attempt how long one request may take
     * @param total how long an event is tried: no request begins later. Together with {@code attempt} at most 4 min: a hub knows for
     *     5 min what was published under a key, and beyond that an event that is sent again would be published again
     * @param firstPause the pause before the second attempt; doubled for each further one, less up to a half by chance; at most
     *     4 min
     * @param longestPause the longest pause, at most 4 min, unless the hub asks for a longer one ({@code Retry-After}), to which up to a
     *     half is added by chance
     * @param closing how long {@link HubClient#close()} waits for what was published before, at most 1 h
     */
    public record Times(
            Duration attempt, Duration total, Duration firstPause, Duration longestPause, Duration closing) {

        public Times {
            positive("attempt", attempt);
            positive("total", total);
            if (attempt.compareTo(LONGEST) >= 0 || total.compareTo(LONGEST.minus(attempt)) > 0) {
                throw illegal("total and attempt", total + " and " + attempt, "at most " + LONGEST + " together");
            }
            pause("firstPause", firstPause);
            pause("longestPause", longestPause);
            if (requireNonNull(closing, "closing").isNegative() || closing.compareTo(LONGEST_CLOSING) > 0) {
                throw illegal("closing", closing, Duration.ZERO + ".." + LONGEST_CLOSING);
            }
        }
    }

    private static void pause(String name, Duration time) {
        positive(name, time);
        if (time.compareTo(LONGEST) > 0) {
            throw illegal(name, time, "at most " + LONGEST);
        }
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
