package dev.tidings.hubclient;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a batch waits before it is sent again. */
final class Pauses {

    private Pauses() {}

    /**
     * Doubled from one attempt to the next, and less up to a half by chance; or what the hub asks for, and more up to a half by
     * chance: so that clients do not come back in step.
     *
     * @param attempts how many there were, at least 1
     * @param asked zero if the hub asks for none
     */
    static long nanos(PublishLimits limits, int attempts, Duration asked, RandomGenerator random) {
        long longestNanos = limits.times().longestPause().toNanos();
        long nanos = limits.times().firstPause().toNanos();
        for (int i = 1; i < attempts && nanos < longestNanos; i++) {
            nanos *= 2;
        }
        nanos = Math.min(nanos, longestNanos);
        long ownNanos = nanos - random.nextLong(nanos / 2 + 1);
        long askedNanos = asked.toNanos();
        return askedNanos <= 0
                ? ownNanos
                : Math.max(ownNanos, askedNanos + random.nextLong(Math.min(askedNanos, longestNanos) / 2 + 1));
    }
}
