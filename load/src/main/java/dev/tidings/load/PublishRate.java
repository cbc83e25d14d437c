package dev.tidings.load;

import dev.tidings.load.PublishPlan.Body;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Publishes events that nobody reads, as fast as the server takes them. */
record PublishRate(Setup setup, PublishPlan plan, Duration warmup) implements Scenario {
    /** 10 min: ends it on a server that is far too slow. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    static PublishRate of(Arguments arguments) {
        int connections = arguments.number("connections", 1);
        PublishPlan plan = PublishPlan.DEFAULT
                // Each connection has a lane, whose order it keeps.
                .withLanes(0, connections)
                .withEvents(arguments.longNumber("events", 100_000))
                .withDuration(LONGEST)
                .withBatch(
                        arguments.number("batch", 1),
                        Body.valueOf(arguments.text("body", "single").toUpperCase(Locale.ROOT)))
                .withConnections(connections, arguments.number("window", 16))
                .withDataBytes(arguments.number("data-bytes", 120));
        PublishRate scenario = new PublishRate(Setup.of(arguments), plan, arguments.seconds("warmup", 3));
        arguments.requireAllKnown();
        return scenario;
    }

    @Override
    public boolean run(PrintStream out, Json json) {
        HubProcess hub = setup.process();
        Target target = setup.target();
        try (Loops loops = setup.openLoops()) {
            if (!warmup.isZero()) {
                PublishPlan untimed = plan.withEvents(Long.MAX_VALUE).withDuration(warmup);
                Publisher.toNobody(loops, target, untimed).start().join();
            }
            loops.startClocks();
            Meter meter = Meter.start(hub);
            Published published =
                    Publisher.toNobody(loops, target, plan).start().join();
            Usage usage = meter.untilNow();
            return tell(out, json, published, usage, loops.busy(), hub.residentBytes());
        }
    }

    private boolean tell(
            PrintStream out, Json json, Published published, Usage usage, List<Double> busy, long residentBytes) {
        boolean right =
                published.refused() == 0 && published.trouble().isEmpty() && published.events() == plan.events();
        Percentiles roundTrip = Percentiles.of(published.roundTrip());
        double rate = published.events() / published.seconds();
        out.printf(
                Locale.ROOT,
                "published     %,d events in %.2f s, %,.0f/s%n",
                published.events(),
                published.seconds(),
                rate);
        out.printf("round trip    %s%n", roundTrip);
        out.printf("hub's CPU     %.3f us per event%n", usage.cpuMicrosPer(published.events()));
        out.printf("loops busy    %s%n", Loops.shares(busy));
        if (!right) out.printf("REFUSED       %,d: %s%n", published.refused(), published.trouble());
        json.put("published", published.events())
                .put("seconds", published.seconds())
                .put("eventsPerSecond", rate)
                .put("cpuSeconds", usage.cpuSeconds())
                .put("cpuMicrosPerEvent", usage.cpuMicrosPer(published.events()))
                .put("generatorCpuSeconds", usage.generatorCpuSeconds())
                .put("roundTripMicros", roundTrip.json())
                .put("refused", published.refused())
                .put("generatorBusy", busy)
                .put("bottleneck", Loops.isBottleneck(busy))
                .put("exact", right)
                .put("trouble", published.trouble())
                .put("residentBytes", residentBytes);
        return right;
    }
}
