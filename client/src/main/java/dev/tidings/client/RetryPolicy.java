package dev.tidings.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Whether an {@link EventSource} comes back, and when (HTML standard, 9.2.3, <i>reestablish the connection</i>).
 * <pre>
 *   wait = base * 2^(failures - 1), at most maxDelay but never less than base
 *        + a random part of that, up to jitter of it
 * </pre>
 * The base is what the server's {@code retry} asked for last, {@code reconnectionTime} before it has. A failure is an attempt
 * that got no stream, or one that ended before {@code healthyAfter} and without a message; the end of a better one counts as the
 * first.
 *
 * @param enabled whether it comes back at all
 * @param reconnectionTime the base as long as the server has said nothing, 0 to a day
 * @param maxDelay what doubling ends at, 0 to a day; a server may ask for more
 * @param jitter 0 to 1: so that many clients that lost their server at once do not come back at once
 * @param healthyAfter the time after which a stream counts as good even if nothing came, 0 to a day
 * @param retriedStatuses statuses after which it comes back all the same, 300 to 599 without redirects; a {@code Retry-After} is
 *     honoured then. None by default: in the standard any status but 200 is final
 */
public record RetryPolicy(
        boolean enabled,
        Duration reconnectionTime,
        Duration maxDelay,
        double jitter,
        Duration healthyAfter,
        Set<Integer> retriedStatuses) {

    /** A day: more is as good as never. First, since the policies below need it. */
    static final Duration LONGEST = Duration.ofDays(1);

    /** Waits 3 s, as Chromium does, and half as much again at most; 30 s, and half as much, when attempts keep failing. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(true, Duration.ofSeconds(3), Duration.ofSeconds(30), 0.5, Duration.ofSeconds(10), Set.of());

    /** One attempt, one stream. */
    public static final RetryPolicy NONE =
            new RetryPolicy(false, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, Set.of());

    /** What servers and the proxies before them answer when they are busy or being restarted. */
    public static final Set<Integer> BUSY = Set.of(429, 500, 502, 503, 504);

    /** 100 ms: what is doubled if the server asked for less, so that a server that fails is not asked without pause. */
    private static final Duration LEAST_DOUBLED = Duration.ofMillis(100);

    /** Beyond this doubling has long reached the cap. */
    private static final int MOST_DOUBLINGS = 20;

    /** @throws IllegalArgumentException if a value is out of its range */
    public RetryPolicy {
        requireDelay("reconnectionTime", reconnectionTime);
        requireDelay("maxDelay", maxDelay);
        requireDelay("healthyAfter", healthyAfter);
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter: " + jitter + " (expected: 0..1)");
        }
        retriedStatuses = Set.copyOf(retriedStatuses);
        for (int status : retriedStatuses) {
            if (status < 300 || status > 599 || Redirects.isRedirect(status)) {
                throw new IllegalArgumentException(
                        "retriedStatuses: " + status + " (expected: 300..599 and no redirect)");
            }
        }
    }

    private static void requireDelay(String name, Duration delay) {
        requireNonNull(delay, name);
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + delay + " (expected: PT0S.." + LONGEST + ")");
        }
    }

    public RetryPolicy withEnabled(boolean whether) {
        return new RetryPolicy(whether, reconnectionTime, maxDelay, jitter, healthyAfter, retriedStatuses);
    }

    public RetryPolicy withReconnectionTime(Duration time) {
        return new RetryPolicy(enabled, time, maxDelay, jitter, healthyAfter, retriedStatuses);
    }

    public RetryPolicy withMaxDelay(Duration delay) {
        return new RetryPolicy(enabled, reconnectionTime, delay, jitter, healthyAfter, retriedStatuses);
    }

    public RetryPolicy withJitter(double part) {
        return new RetryPolicy(enabled, reconnectionTime, maxDelay, part, healthyAfter, retriedStatuses);
    }

    public RetryPolicy withHealthyAfter(Duration time) {
        return new RetryPolicy(enabled, reconnectionTime, maxDelay, jitter, time, retriedStatuses);
    }

    /** For instance {@link #BUSY}. */
    public RetryPolicy withRetriedStatuses(Set<Integer> statuses) {
        return new RetryPolicy(enabled, reconnectionTime, maxDelay, jitter, healthyAfter, statuses);
    }

    /**
     * The time until the next attempt.
     *
     * @param base what the server asked for, or {@link #reconnectionTime}
     * @param failures in a row, including this one; at least 1
     * @param random from 0 (inclusive) to 1
     */
    Duration delay(Duration base, int failures, DoubleSupplier random) {
        Duration wait = shorter(base, LONGEST);
        if (failures > 1) {
            Duration doubled = longer(wait, LEAST_DOUBLED).multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
            wait = longer(wait, shorter(doubled, maxDelay));
        }
        return wait.plusNanos((long) (wait.toNanos() * jitter * random.getAsDouble()));
    }

    static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
