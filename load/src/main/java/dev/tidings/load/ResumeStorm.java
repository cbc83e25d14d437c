package dev.tidings.load;

import static java.util.Objects.requireNonNull;

import dev.tidings.load.PublishPlan.Body;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All clients come back at once, each with an old id behind which lie a few events for it among very many for others; beside some
 * that are live all the time. Fills the log itself.
 *
 * @param setup where; its loops are for the clients, and the live ones have one of their own
 * @param clients how many come back, &gt;= 1
 * @param missed events that each has missed, &gt;= 1
 * @param events in the log, at least those that are missed
 * @param live subscribers that stay, &gt;= 1
 * @param rate events a second for the live ones
 * @param quiet how long the live ones are watched alone before each round
 * @param rounds how many times all come back, the first time to caches that are cold
 */
record ResumeStorm(Setup setup, int clients, int missed, long events, int live, double rate, Duration quiet, int rounds)
        implements Scenario {
    /** Behind all lanes that the log is filled with. */
    private static final long LIVE_LANE = 1L << 40;

    private static final Duration LONGEST_FILL = Duration.ofMinutes(10);

    ResumeStorm {
        requireNonNull(quiet, "quiet");
        atLeast("clients", clients, 1);
        atLeast("missed", missed, 1);
        atLeast("events", events, (long) clients * missed);
        atLeast("live", live, 1);
        atLeast("rounds", rounds, 1);
    }

    static ResumeStorm of(Arguments arguments) {
        ResumeStorm scenario = new ResumeStorm(
                Setup.of(arguments),
                arguments.number("clients", 10_000),
                arguments.number("missed", 10),
                arguments.longNumber("events", 1_000_000),
                arguments.number("live", 100),
                arguments.number("rate", 200),
                arguments.seconds("seconds", 5),
                arguments.number("rounds", 3));
        arguments.requireAllKnown();
        return scenario;
    }

    @Override
    public boolean run(PrintStream out, Json json) {
        Target target = setup.target();
        List<Json> told = new ArrayList<>();
        try (Loops liveLoops = setup.openOneLoop();
                Loops stormLoops = setup.openLoops()) {
            String id = OldId.at(target);
            boolean right = fill(out, json, liveLoops, target);
            json.put("rounds", told);
            CrowdPlan staying = CrowdPlan.broadcast(live).withFirstLane(LIVE_LANE);
            for (int i = 1; i <= rounds; i++) {
                out.printf("%nRound %d%s:%n", i, i == 1 ? ", with cold caches" : "");
                StormRound round = new StormRound(this, target, staying, liveLoops, stormLoops, out);
                Json part = new Json();
                told.add(part);
                right &= round.run(id, new Spread(lanes()), part);
            }
            return right;
        }
    }

    /** So many that as many events come to each as a client has missed: all lanes are alike, but most are nobody's. */
    private int lanes() {
        return Math.toIntExact(events / missed);
    }

    private boolean fill(PrintStream out, Json json, Loops loops, Target target) {
        PublishPlan plan = PublishPlan.DEFAULT
                .withLanes(0, lanes())
                .withEvents((long) lanes() * missed)
                .withDuration(LONGEST_FILL)
                .withBatch(500, Body.NDJSON)
                .withConnections(1, 4);
        Published published = Publisher.toNobody(loops, target, plan).start().join();
        out.printf(
                "filled        %,d events in %.1f s, %,.0f/s%n",
                published.events(), published.seconds(), published.events() / published.seconds());
        json.put("filledEventsPerSecond", published.events() / published.seconds());
        if (published.refused() > 0) out.printf("REFUSED       %,d: %s%n", published.refused(), published.trouble());
        return published.refused() == 0 && published.events() == plan.events();
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
}
