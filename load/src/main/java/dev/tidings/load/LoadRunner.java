package dev.tidings.load;

import java.util.concurrent.CompletableFuture;

/** Carries out a {@link LoadPlan}: everyone joins, it is published, everything arrives, all is counted. */
public final class LoadRunner {
    private LoadRunner() {}

    /**
     * Blocks until all is over.
     *
     * @throws IllegalStateException if not all streams open
     */
    public static LoadReport run(LoadPlan plan) {
        Target target = plan.setup().target();
        try (Loops loops = plan.setup().openLoops();
                Crowd crowd = Crowd.open(loops, target, plan.crowd())) {
            return measure(loops, target, crowd, plan);
        }
    }

    /** The same with a crowd that has joined, and has had nothing. Its lanes begin where the plan's publisher begins. */
    static LoadReport measure(Loops loops, Target target, Crowd crowd, LoadPlan plan) {
        HubProcess hub = plan.setup().process();
        Publisher publisher = new Publisher(loops, target, plan.publish(), crowd.perLane(), crowd.deliveries());
        CompletableFuture<Published> publishing = publisher.start();
        if (!plan.warmup().isZero()) {
            Await.until(plan.warmup(), publishing::isDone);
            crowd.startTiming();
            publisher.startTiming();
        }
        loops.startClocks();
        long before = crowd.delivered();
        Meter meter = Meter.start(hub);

        Published published = publishing.join();
        boolean all = crowd.awaitDelivered(published.events() * crowd.perLane());
        CrowdResult result = crowd.result(published.perLane());
        // What does not come was waited for in vain, and that time is not part of it.
        Usage usage = all ? meter.untilNow() : meter.until(Math.max(result.lastNanos(), meter.startNanos()));
        return new LoadReport(
                plan.crowd().subscribers(),
                published.events(),
                crowd.delivered(),
                published.timed(),
                crowd.delivered() - before,
                published.refused(),
                result.flaws(),
                usage,
                Percentiles.of(result.latency),
                Percentiles.of(result.last),
                Percentiles.of(published.roundTrip()),
                loops.busy(),
                hub.residentBytes(),
                trouble(published, result, hub));
    }

    private static String trouble(Published published, CrowdResult result, HubProcess hub) {
        if (!published.trouble().isEmpty()) return published.trouble();
        return hub.hasEnded() ? "a process of the server has ended" : result.trouble();
    }
}
