package dev.tidings.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Carries out a {@link LoadPlan}: everyone joins, it is published, everything arrives, all is counted. */
public final class LoadRunner {
    /** 5 s without any delivery: what has not come by now does not come. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private LoadRunner() {}

    /**
     * Blocks until all is over.
     *
     * @throws IllegalStateException if not all streams open
     */
    public static LoadReport run(LoadPlan plan) {
        Target target = Target.of(plan.hub());
        try (Loops loops = new Loops(plan.loops());
                Crowd crowd = Crowd.open(loops, target, plan.crowd())) {
            return measure(loops, target, crowd, plan);
        }
    }

    /** The same with a crowd that has joined. Its lanes begin where the plan's publisher begins. */
    static LoadReport measure(Loops loops, Target target, Crowd crowd, LoadPlan plan) {
        HubProcess hub = plan.hubPid() == 0 ? null : new HubProcess(plan.hubPid());
        Publisher publisher = new Publisher(loops, target, plan.publish(), crowd.perLane(), crowd::delivered);
        loops.startClocks();
        double cpuBefore = hub == null ? 0 : hub.cpuSeconds();
        long start = System.nanoTime();
        CompletableFuture<Published> publishing = publisher.start();
        if (!plan.warmup().isZero()) {
            Await.until(plan.warmup(), publishing::isDone);
            crowd.startTiming();
            publisher.startTiming();
            loops.startClocks();
        }
        Published published = publishing.join();
        crowd.awaitDelivered(published.events() * crowd.perLane(), QUIET);
        double seconds = (System.nanoTime() - start) / 1e9;
        return report(
                plan.crowd().subscribers(),
                published,
                crowd.result(published.perLane()),
                seconds,
                loops,
                hub == null ? 0 : hub.cpuSeconds() - cpuBefore,
                hub == null ? 0 : hub.residentBytes());
    }

    private static LoadReport report(
            int subscribers,
            Published published,
            CrowdResult crowd,
            double seconds,
            Loops loops,
            double hubCpuSeconds,
            long hubResidentBytes) {
        return new LoadReport(
                subscribers,
                published.events(),
                published.refused(),
                crowd.delivered,
                crowd.lost,
                crowd.announced,
                crowd.gaps,
                crowd.duplicates,
                crowd.late,
                crowd.strayed,
                crowd.foreign,
                crowd.dropped,
                published.seconds(),
                seconds,
                Percentiles.of(crowd.latency),
                Percentiles.of(published.roundTrip()),
                loops.busy(),
                hubCpuSeconds,
                hubResidentBytes,
                published.trouble().isEmpty() ? crowd.trouble() : published.trouble());
    }
}
