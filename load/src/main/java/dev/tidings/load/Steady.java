package dev.tidings.load;

import dev.tidings.load.PublishPlan.Body;
import java.io.PrintStream;
import java.util.Locale;

/** The same work all the time: what it costs, and how long it takes. */
record Steady(LoadPlan plan) implements Scenario {
    /** 4 times what one connection's requests allow: events that are answered but not delivered have a bound as well. */
    private static final int IN_FLIGHT_PER_REQUEST = 4;

    static Steady broadcast(Arguments arguments) {
        return of(arguments, Setup.of(arguments), CrowdPlan.broadcast(arguments.number("subscribers", 1000)), 4);
    }

    static Steady inbox(Arguments arguments) {
        Setup setup = Setup.of(arguments);
        if (!setup.dialect().equals(Dialect.ATTRIBUTES)) {
            throw new IllegalArgumentException(
                    "--dialect " + setup.dialect() + " (expected: attributes, for an inbox)");
        }
        CrowdPlan crowd = CrowdPlan.broadcast(arguments.number("subscribers", 1000));
        return of(arguments, setup.withDialect(Dialect.inbox()), crowd, 4);
    }

    static Steady targeted(Arguments arguments) {
        CrowdPlan crowd = CrowdPlan.targeted(arguments.number("subscribers", 1000));
        int requests = arguments.number("connections", 1) * arguments.number("window", 1);
        return of(arguments, Setup.of(arguments), crowd, IN_FLIGHT_PER_REQUEST * requests);
    }

    private static Steady of(Arguments arguments, Setup setup, CrowdPlan crowd, int defaultInFlight) {
        long events = arguments.longNumber("events", 0);
        int burst = arguments.number("burst", 0);
        int rate = arguments.number("rate", 0);
        // An event that is due goes out, whoever has not had those before.
        int inFlight = arguments.number("in-flight", rate > 0 || burst > 0 ? 0 : defaultInFlight);
        int window = arguments.number("window", rate > 0 ? Integer.MAX_VALUE : 1);
        PublishPlan publish = PublishPlan.DEFAULT
                .withLanes(0, crowd.lanes())
                .withEvents(events == 0 ? Long.MAX_VALUE : events)
                .withDuration(arguments.seconds("seconds", 10))
                .withRate(rate)
                .withInFlight(inFlight)
                .withConnections(arguments.number("connections", 1), window)
                .withBatch(
                        arguments.number("batch", 1),
                        Body.valueOf(arguments.text("body", "single").toUpperCase(Locale.ROOT)))
                .withDataBytes(arguments.number("data-bytes", 120));
        if (burst > 0) publish = publish.withBurst(burst);
        LoadPlan plan = new LoadPlan(setup, crowd, publish, arguments.seconds("warmup", 3));
        arguments.requireAllKnown();
        return new Steady(plan);
    }

    @Override
    public boolean run(PrintStream out, Json json) {
        LoadReport report = LoadRunner.run(plan);
        out.print(report);
        report.into(json);
        return report.isExact();
    }
}
