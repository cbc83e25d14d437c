package dev.tidings.server;

import java.time.Duration;

/**
 * How long the parts of a graceful stop take at most.
 *
 * @param refuse how long new streams are told to come back later, before the listener is closed; zero to close it at once
 * @param streams over how long the end of the open streams is spread; zero to end them at once
 */
public record DrainPeriods(Duration refuse, Duration streams) {

    /** 5 s: for load balancers to notice that the server is not ready. */
    public static final Duration DEFAULT_REFUSE = Duration.ofSeconds(5);

    /** 20 s: with the five before and some grace still below Kubernetes' 30. */
    public static final Duration DEFAULT_STREAMS = Duration.ofSeconds(20);

    public static final DrainPeriods DEFAULT = new DrainPeriods(DEFAULT_REFUSE, DEFAULT_STREAMS);

    /** Ends everything at once but the requests under way. */
    public static final DrainPeriods NONE = new DrainPeriods(Duration.ZERO, Duration.ZERO);

    public DrainPeriods {
        notNegative("refuse", refuse);
        notNegative("streams", streams);
    }

    private static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: >= 0)");
        }
    }
}
