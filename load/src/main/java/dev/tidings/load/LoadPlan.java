package dev.tidings.load;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/**
 * One measurement: who listens, what is published.
 *
 * @param setup where
 * @param crowd who listens
 * @param publish what is published
 * @param warmup how much of the publishing is not timed
 */
public record LoadPlan(Setup setup, CrowdPlan crowd, PublishPlan publish, Duration warmup) {
    public LoadPlan {
        requireNonNull(setup, "setup");
        requireNonNull(crowd, "crowd");
        requireNonNull(publish, "publish");
        requireNonNull(warmup, "warmup");
        if (warmup.isNegative()) throw new IllegalArgumentException("warmup: " + warmup + " (expected: >= 0)");
    }

    /** On one loop, timed from the first event on. */
    public static LoadPlan of(URI hub, CrowdPlan crowd, PublishPlan publish) {
        return new LoadPlan(Setup.of(hub), crowd, publish, Duration.ZERO);
    }

    public LoadPlan withLoops(int count) {
        return new LoadPlan(setup.withLoops(count), crowd, publish, warmup);
    }

    public LoadPlan withSetup(Setup other) {
        return new LoadPlan(other, crowd, publish, warmup);
    }

    public LoadPlan withWarmup(Duration untimed) {
        return new LoadPlan(setup, crowd, publish, untimed);
    }

    LoadPlan withDuration(Duration longest) {
        return new LoadPlan(setup, crowd, publish.withDuration(longest), warmup);
    }

    LoadPlan withCrowd(CrowdPlan other) {
        return new LoadPlan(setup, other, publish, warmup);
    }
}
