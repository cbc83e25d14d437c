package dev.tidings.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Healthy subscribers at a steady rate, beside some that do not read while much is published to them; then they read again. Once
 * they are one audience, once each has a lane of its own.
 *
 * @param plan the healthy ones
 * @param stalled how many do not read
 * @param sharedBytes published to them as one audience: few enough to be retained
 * @param separateBytes published to each of them: so many that not all is retained
 * @param eventBytes size of the data of each event for them
 * @param stall how long they do not read at most; all must be published by then
 */
record SlowReaders(LoadPlan plan, int stalled, long sharedBytes, long separateBytes, int eventBytes, Duration stall) {
    private static final long STALLED_LANE = 1_000;

    /** 64 KiB of receive buffer, so that it is the hub that waits and not the kernel that hides it. */
    private static final int RECEIVE_BYTES = 64 << 10;

    /** 10 s without any progress: what has not come by then does not come. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    static SlowReaders of(Arguments arguments) {
        PublishPlan publish = PublishPlan.DEFAULT
                .withRate(arguments.number("rate", 1_000))
                .withConnections(1, 64)
                .withDuration(arguments.seconds("seconds", 20));
        LoadPlan plan = LoadPlan.of(arguments.hub(), CrowdPlan.broadcast(arguments.number("healthy", 950)), publish)
                .withLoops(arguments.number("loops", 1))
                .withWarmup(arguments.seconds("warmup", 3))
                .withHubPid(arguments.longNumber("pid", 0));
        SlowReaders scenario = new SlowReaders(
                plan,
                arguments.number("stalled", 50),
                arguments.longNumber("shared-mib", 32) << 20,
                arguments.longNumber("separate-mib", 64) << 20,
                arguments.number("event-kib", 64) << 10,
                arguments.seconds("stall-seconds", 55));
        arguments.requireAllKnown();
        return scenario;
    }

    /** Whether nobody healthy missed anything, and those that stalled got what they were promised. */
    boolean run(PrintStream out) {
        try (Loops loops = new Loops(plan.loops())) {
            Target target = Target.of(plan.hub());
            LoadReport quiet =
                    healthy(loops, target, report -> report, plan.publish().duration());
            out.println("Healthy readers alone:");
            out.print(quiet);

            CrowdPlan shared = new CrowdPlan(stalled, STALLED_LANE, 1, RECEIVE_BYTES);
            CrowdPlan separate = new CrowdPlan(stalled, STALLED_LANE + 1, stalled, RECEIVE_BYTES);
            return quiet.isExact()
                    & stalled(out, loops, target, shared, sharedBytes, false, quiet)
                    & stalled(out, loops, target, separate, separateBytes, true, quiet);
        }
    }

    private <T> T healthy(Loops loops, Target target, Function<LoadReport, T> then, Duration duration) {
        LoadPlan steady = new LoadPlan(
                plan.hub(),
                plan.loops(),
                plan.crowd(),
                plan.publish().withDuration(duration),
                plan.warmup(),
                plan.hubPid());
        try (Crowd crowd = Crowd.open(loops, target, plan.crowd())) {
            return then.apply(LoadRunner.measure(loops, target, crowd, steady));
        }
    }

    private boolean stalled(
            PrintStream out,
            Loops loops,
            Target target,
            CrowdPlan who,
            long bytesPerLane,
            boolean gapsExpected,
            LoadReport quiet) {
        PublishPlan flood = PublishPlan.DEFAULT
                .withLanes(who.firstLane(), who.lanes())
                .withEvents(bytesPerLane / eventBytes * who.lanes())
                .withDuration(stall)
                .withDataBytes(eventBytes)
                .withConnections(1, 4);
        try (Crowd crowd = Crowd.open(loops, target, who)) {
            crowd.reading(false);
            Publisher flooding = new Publisher(loops, target, flood, 0, () -> 0);
            CompletableFuture<Published> flooded = flooding.start();
            LoadReport report =
                    healthy(loops, target, alone -> alone, plan.publish().duration());
            Published published = flooded.join();
            long start = System.nanoTime();
            crowd.reading(true);
            boolean caughtUp = crowd.awaitCaughtUp(published.perLane(), QUIET);
            double seconds = (System.nanoTime() - start) / 1e9;
            CrowdResult result = crowd.result(published.perLane());
            boolean complete = published.events() == flood.events() && published.refused() == 0;

            out.printf(
                    "%nBeside %d that do not read while %,d MiB is published to %s:%n",
                    stalled, bytesPerLane >> 20, who.lanes() == 1 ? "them together" : "each of them");
            out.print(report);
            out.printf(
                    "p99           %.2f x of alone%n",
                    (double) report.latency().p99Nanos() / quiet.latency().p99Nanos());
            out.println("When they read again:");
            out.printf("published     %,d events in %.1f s%n", published.events(), published.seconds());
            if (!complete) out.printf("INCOMPLETE    of %,d: %s%n", flood.events(), published.trouble());
            out.printf("delivered     %,d in %.1f s, all caught up: %s%n", result.delivered, seconds, caughtUp);
            out.printf(
                    "wrong         lost %,d  duplicate %,d  late %,d  strayed %,d  dropped %,d %s%n",
                    result.lost, result.duplicates, result.late, result.strayed, result.dropped, result.trouble);
            out.printf("gaps          %,d, of %,d events%n", result.gaps, result.announced);
            boolean asPromised = result.lost + result.duplicates + result.late + result.strayed + result.dropped == 0
                    && (result.gaps > 0) == gapsExpected;
            return report.isExact() & complete & caughtUp & asPromised;
        }
    }
}
