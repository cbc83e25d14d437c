package dev.tidings.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How long a publisher waits for its answer while the hub broadcasts to many without pause. The one who waits publishes, at a fixed
 * rate and on a connection of its own, to a lane that nobody reads.
 */
record RoundTrip(LoadPlan background, double probesPerSecond) implements Scenario {
    private static final long PROBED_LANE = 1_000_000;

    static RoundTrip of(Arguments arguments) {
        PublishPlan publish = PublishPlan.DEFAULT
                .withDuration(arguments.seconds("seconds", 20))
                .withInFlight(arguments.number("in-flight", 4))
                .withConnections(1, arguments.number("window", 4));
        CrowdPlan crowd = CrowdPlan.broadcast(arguments.number("subscribers", 10_000));
        LoadPlan background = new LoadPlan(Setup.of(arguments), crowd, publish, arguments.seconds("warmup", 5));
        RoundTrip scenario = new RoundTrip(background, arguments.number("probes", 200));
        arguments.requireAllKnown();
        return scenario;
    }

    @Override
    public boolean run(PrintStream out, Json json) {
        Target target = background.setup().target();
        try (Loops loops = background.setup().openLoops();
                Crowd crowd = Crowd.open(loops, target, background.crowd())) {
            Duration probing = background.publish().duration().minus(background.warmup());
            PublishPlan probe = PublishPlan.DEFAULT
                    .withLanes(PROBED_LANE, 1)
                    .withRate(probesPerSecond)
                    .withConnections(1, Integer.MAX_VALUE)
                    .withDuration(probing);
            CompletableFuture<Published> probed = new CompletableFuture<>();
            // The probe begins when the broadcast is warm.
            loops.publisher()
                    .schedule(
                            () -> Publisher.toNobody(loops, target, probe)
                                    .start()
                                    .thenAccept(probed::complete),
                            background.warmup().toMillis(),
                            TimeUnit.MILLISECONDS);
            LoadReport report = LoadRunner.measure(loops, target, crowd, background);
            Published probes = probed.join();
            out.println("The broadcast:");
            out.print(report);
            out.println("The publisher beside it:");
            out.printf("round trip    %s%n", Percentiles.of(probes.roundTrip()));
            if (probes.refused() > 0) out.printf("REFUSED       %,d: %s%n", probes.refused(), probes.trouble());
            report.into(json)
                    .put("probeMicros", Percentiles.of(probes.roundTrip()).json());
            return report.isExact() && probes.refused() == 0;
        }
    }
}
