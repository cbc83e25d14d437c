package dev.tidings.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * All subscribers read bursts as they come; then none of them reads while much is published; then they read until they have caught up.
 *
 * @param plan the live part
 * @param stalledBytes data that is published while nobody reads: more than all buffers of a connection hold
 */
record StalledReaders(LoadPlan plan, long stalledBytes) implements Scenario {
    /** 64 KiB: some bursts, and little beside what is published meanwhile. */
    private static final int RECEIVE_BYTES = 64 << 10;

    /** 30 s: a server that has not taken everything by then is behind already. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Requests on their way while nobody reads. */
    private static final int WINDOW = 32;

    static StalledReaders of(Arguments arguments) {
        PublishPlan publish = PublishPlan.DEFAULT
                .withBurst(arguments.number("burst", 32))
                .withDuration(arguments.seconds("seconds", 8))
                .withDataBytes(arguments.number("data-bytes", 120));
        CrowdPlan crowd =
                CrowdPlan.broadcast(arguments.number("subscribers", 1_000)).withReceiveBytes(RECEIVE_BYTES);
        LoadPlan plan = new LoadPlan(Setup.of(arguments), crowd, publish, arguments.seconds("warmup", 3));
        StalledReaders scenario = new StalledReaders(plan, arguments.longNumber("mib", 4) << 20);
        arguments.requireAllKnown();
        return scenario;
    }

    @Override
    public boolean run(PrintStream out, Json json) {
        Target target = plan.setup().target();
        try (PeakMemory memory = new PeakMemory(plan.setup().process());
                Loops loops = plan.setup().openLoops();
                Crowd crowd = Crowd.open(loops, target, plan.crowd())) {
            LoadReport live = LoadRunner.measure(loops, target, crowd, plan);
            out.printf("Live:%n%s", live);
            json.put("live", live.into(new Json()));

            crowd.reading(false);
            Published published = publish(loops, target, live.published()).join();
            out.printf("Nobody reads:%npublished     %,d events in %.1f s%n", published.events(), published.seconds());

            Json released = new Json();
            json.put("released", released);
            boolean right = release(out, released, loops, crowd, published, live);
            json.put("peakResidentBytes", memory.bytes());
            out.printf("peak memory   %,d KiB resident%n", memory.bytes() >> 10);
            if (!published.trouble().isEmpty()) json.put("trouble", published.trouble());
            return live.isExact() && right;
        }
    }

    private CompletableFuture<Published> publish(Loops loops, Target target, long sequence) {
        int dataBytes = plan.publish().dataBytes();
        PublishPlan unread = PublishPlan.DEFAULT
                .withEvents(stalledBytes / dataBytes)
                .withDuration(LONGEST)
                .withConnections(1, WINDOW)
                .withDataBytes(dataBytes);
        return Publisher.toNobody(loops, target, unread).goingOnFrom(sequence).start();
    }

    /** Whether everyone had everything, or was told what was missing. */
    private boolean release(
            PrintStream out, Json json, Loops loops, Crowd crowd, Published published, LoadReport live) {
        long before = crowd.delivered();
        loops.startClocks();
        Meter meter = Meter.start(plan.setup().process());
        crowd.reading(true);
        boolean caughtUp = crowd.awaitCaughtUp(published.perLane(), Publisher.QUIET);
        CrowdResult result = crowd.result(published.perLane());
        Usage usage = meter.until(Math.max(result.lastNanos(), meter.startNanos()));
        Flaws flaws = result.flaws().since(live.flaws());
        long delivered = crowd.delivered() - before;
        List<Double> busy = loops.busy();

        out.printf("Released:%n");
        out.printf("delivered     %,d in %.2f s, all caught up: %s%n", delivered, usage.seconds(), caughtUp);
        out.printf("hub's CPU     %.3f us per delivery%n", usage.cpuMicrosPer(delivered));
        out.printf("wrong         %s %s%n", flaws, result.trouble());
        out.printf("loops busy    %s%n", Loops.shares(busy));
        json.put("published", published.events())
                .put("publishSeconds", published.seconds())
                .put("refused", published.refused())
                .put("delivered", delivered)
                .put("seconds", usage.seconds())
                .put("deliveriesPerSecond", usage.perSecond(delivered))
                .put("cpuSeconds", usage.cpuSeconds())
                .put("cpuMicrosPerDelivery", usage.cpuMicrosPer(delivered))
                .put("generatorCpuSeconds", usage.generatorCpuSeconds())
                .put("caughtUp", caughtUp);
        boolean right = caughtUp && flaws.areAnnounced() && published.refused() == 0;
        flaws.into(json)
                .put("generatorBusy", busy)
                .put("bottleneck", Loops.isBottleneck(busy))
                .put("exact", right)
                .put("trouble", result.trouble());
        return right;
    }
}
