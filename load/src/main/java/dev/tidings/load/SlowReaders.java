package dev.tidings.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Healthy subscribers at a steady rate, beside some that do not read while much is published to them; then they read again. Once
 * they are one audience, once each has a lane of its own.
 *
 * @param plan the healthy ones
 * @param stalled how many do not read
 * @param sharedBytes published to them as one audience: few enough to be retained
 * @param separateBytes published to each of them: so many that not all is retained
 * @param eventBytes size of the data of each event for them
 * @param flood how long that takes: less than the hub's stall limit
 */
record SlowReaders(LoadPlan plan, int stalled, long sharedBytes, long separateBytes, int eventBytes, Duration flood)
        implements Scenario {
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
        CrowdPlan healthy = CrowdPlan.broadcast(arguments.number("healthy", 950));
        LoadPlan plan = new LoadPlan(Setup.of(arguments), healthy, publish, arguments.seconds("warmup", 3));
        SlowReaders scenario = new SlowReaders(
                plan,
                arguments.number("stalled", 50),
                arguments.longNumber("shared-mib", 32) << 20,
                arguments.longNumber("separate-mib", 64) << 20,
                arguments.number("event-kib", 64) << 10,
                arguments.seconds("flood-seconds", 40));
        arguments.requireAllKnown();
        return scenario;
    }

    /** Whether nobody healthy missed anything, and those that stalled got what they were promised. */
    @Override
    public boolean run(PrintStream out, Json json) {
        try (Loops loops = plan.setup().openLoops()) {
            Target target = plan.setup().target();
            LoadReport alone = healthy(loops, target, plan.publish().duration());
            out.println("Healthy readers alone:");
            out.print(alone);

            CrowdPlan shared = new CrowdPlan(stalled, STALLED_LANE, 1, RECEIVE_BYTES);
            CrowdPlan separate = new CrowdPlan(stalled, STALLED_LANE + 1, stalled, RECEIVE_BYTES);
            json.put("alone", alone.into(new Json()));
            boolean sharedRight = beside(out, put(json, "shared"), loops, target, shared, sharedBytes, false);
            boolean separateRight = beside(out, put(json, "separate"), loops, target, separate, separateBytes, true);
            return alone.isExact() && sharedRight && separateRight;
        }
    }

    private static Json put(Json json, String name) {
        Json part = new Json();
        json.put(name, part);
        return part;
    }

    private LoadReport healthy(Loops loops, Target target, Duration duration) {
        try (Crowd crowd = Crowd.open(loops, target, plan.crowd())) {
            return LoadRunner.measure(loops, target, crowd, plan.withDuration(duration));
        }
    }

    private CompletableFuture<Published> startFlood(Loops loops, Target target, CrowdPlan who, long bytesPerLane) {
        long events = bytesPerLane / eventBytes * who.lanes();
        PublishPlan unread = PublishPlan.DEFAULT
                .withLanes(who.firstLane(), who.lanes())
                .withEvents(events)
                .withDuration(Duration.ofDays(1))
                .withRate((double) events / flood.toSeconds())
                .withDataBytes(eventBytes)
                .withConnections(1, 4);
        return Publisher.toNobody(loops, target, unread).start();
    }

    private boolean beside(
            PrintStream out,
            Json json,
            Loops loops,
            Target target,
            CrowdPlan who,
            long bytesPerLane,
            boolean gapsExpected) {
        out.printf(
                "%nWhile %,d MiB is published to %s, which nobody reads:%n",
                bytesPerLane >> 20, who.lanes() == 1 ? "one lane" : "each of " + who.lanes() + " lanes");
        CompletableFuture<Published> unread = startFlood(loops, target, who, bytesPerLane);
        LoadReport none = healthy(loops, target, flood);
        unread.join();
        out.print(none);

        try (Crowd crowd = Crowd.open(loops, target, who)) {
            crowd.reading(false);
            CompletableFuture<Published> flooding = startFlood(loops, target, who, bytesPerLane);
            LoadReport some = healthy(loops, target, flood);
            Published published = flooding.join();
            out.printf("The same beside %d subscribers of it that do not read:%n", stalled);
            out.print(some);
            double times = (double) some.latency().p99Nanos() / none.latency().p99Nanos();
            out.printf("p99           %.2f x of that without them%n", times);
            json.put("without", none.into(new Json())).put("beside", some.into(new Json()));
            boolean right = readAgain(out, json, crowd, published, gapsExpected);
            return none.isExact() && some.isExact() && right;
        }
    }

    private boolean readAgain(PrintStream out, Json json, Crowd crowd, Published published, boolean gapsExpected) {
        long start = System.nanoTime();
        crowd.reading(true);
        boolean caughtUp = crowd.awaitCaughtUp(published.perLane(), QUIET);
        double seconds = (System.nanoTime() - start) / 1e9;
        CrowdResult result = crowd.result(published.perLane());

        out.println("When they read again:");
        out.printf("published     %,d events in %.1f s%n", published.events(), published.seconds());
        if (published.refused() > 0) out.printf("REFUSED       %,d: %s%n", published.refused(), published.trouble());
        out.printf("delivered     %,d in %.1f s, all caught up: %s%n", crowd.delivered(), seconds, caughtUp);
        out.printf("wrong         %s %s%n", result.flaws(), result.trouble());
        json.put("caughtUp", caughtUp).put("caughtUpSeconds", seconds);
        result.flaws().into(json);
        return published.refused() == 0
                && caughtUp
                && result.flaws().areAnnounced()
                && (result.flaws().gaps() > 0) == gapsExpected;
    }
}
