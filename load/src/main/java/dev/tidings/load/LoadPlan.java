package dev.tidings.load;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/**
 * One measurement: who listens, what is published.
 *
 * @param hub its address, {@code http://host:port}, with the path of an endpoint or without
 * @param loops event loops that read, &gt;= 1
 * @param crowd who listens
 * @param publish what is published
 * @param warmup how much of the publishing is not timed
 * @param hubPid the hub's process on this machine, 0 if its CPU time and memory are not asked for
 */
public record LoadPlan(URI hub, int loops, CrowdPlan crowd, PublishPlan publish, Duration warmup, long hubPid) {
    public LoadPlan {
        requireNonNull(hub, "hub");
        requireNonNull(crowd, "crowd");
        requireNonNull(publish, "publish");
        requireNonNull(warmup, "warmup");
        if (loops < 1) throw new IllegalArgumentException("loops: " + loops + " (expected: >= 1)");
        if (warmup.isNegative()) throw new IllegalArgumentException("warmup: " + warmup + " (expected: >= 0)");
    }

    /** On one loop, timed from the first event on. */
    public static LoadPlan of(URI hub, CrowdPlan crowd, PublishPlan publish) {
        return new LoadPlan(hub, 1, crowd, publish, Duration.ZERO, 0);
    }

    public LoadPlan withLoops(int count) {
        return new LoadPlan(hub, count, crowd, publish, warmup, hubPid);
    }

    public LoadPlan withWarmup(Duration untimed) {
        return new LoadPlan(hub, loops, crowd, publish, untimed, hubPid);
    }

    public LoadPlan withHubPid(long pid) {
        return new LoadPlan(hub, loops, crowd, publish, warmup, pid);
    }
}
