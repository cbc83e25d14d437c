package dev.tidings.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Carries out a {@link LoadPlan}: everyone joins, it is published, everything arrives, all is counted. */
public final class LoadRunner {
    /** 250 ms: as often as a person sees figures change. */
    private static final long TELL_NANOS = 250_000_000;

    private static final Duration FOREVER = Duration.ofDays(1);

    private LoadRunner() {}

    /**
     * Blocks until all is over.
     *
     * @throws IllegalStateException if not all streams open
     */
    public static LoadReport run(LoadPlan plan) {
        return run(plan, LoadProgress.NONE);
    }

    /**
     * The same, told as it goes.
     *
     * @throws IllegalStateException if not all streams open
     */
    public static LoadReport run(LoadPlan plan, LoadProgress progress) {
        Target target = plan.setup().target();
        try (Loops loops = plan.setup().openLoops();
                Crowd crowd = Crowd.open(loops, target, plan.crowd(), progress)) {
            return measure(loops, target, crowd, plan, progress);
        }
    }

    /** The same with a crowd that has joined, and has had nothing. Its lanes begin where the plan's publisher begins. */
    static LoadReport measure(Loops loops, Target target, Crowd crowd, LoadPlan plan) {
        return measure(loops, target, crowd, plan, LoadProgress.NONE);
    }

    private static LoadReport measure(Loops loops, Target target, Crowd crowd, LoadPlan plan, LoadProgress progress) {
        HubProcess hub = plan.setup().process();
        Publisher publisher = new Publisher(loops, target, plan.publish(), crowd.perLane(), crowd.deliveries());
        long start = System.nanoTime();
        CompletableFuture<Published> publishing = publisher.start();
        Runnable tell = () -> progress.published((System.nanoTime() - start) / 1e9, crowd.delivered());
        if (!plan.warmup().isZero()) {
            await(publishing, plan.warmup(), tell);
            crowd.startTiming();
            publisher.startTiming();
        }
        loops.startClocks();
        long before = crowd.delivered();
        Meter meter = Meter.start(hub);

        await(publishing, FOREVER, tell);
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

    /** Waits for it to be done, for some time at most. */
    private static void await(CompletableFuture<Published> publishing, Duration longest, Runnable tell) {
        long end = System.nanoTime() + longest.toNanos();
        for (long rest = longest.toNanos(); rest > 0; rest = end - System.nanoTime()) {
            try {
                publishing.get(Math.min(rest, TELL_NANOS), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException goesOn) {
                tell.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private static String trouble(Published published, CrowdResult result, HubProcess hub) {
        if (!published.trouble().isEmpty()) return published.trouble();
        return hub.hasEnded() ? "a process of the server has ended" : result.trouble();
    }
}
