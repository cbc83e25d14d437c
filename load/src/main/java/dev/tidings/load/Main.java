package dev.tidings.load;

import dev.tidings.load.PublishPlan.Body;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;

/** Runs one scenario against a hub and prints what was measured. */
public final class Main {
    private static final String HELP = """
            java -jar tidings-load.jar SCENARIO [--option value]...

            Scenarios, with their own options and defaults:
              broadcast   all subscribers read the same events: --subscribers 1000
              targeted    each event is for one of them: --subscribers 1000
              idle        they only listen: --subscribers 10000 --seconds 60
              slow        some do not read for a while, twice: --healthy 950 --stalled 50 --shared-mib 32
                          --separate-mib 64 --event-kib 64 --rate 1000 --seconds 20 --flood-seconds 40
              churn       connects and disconnects, each with a filter of its own: --count 100000 --concurrent 256
              roundtrip   a publisher's round trip while others are broadcast to: --subscribers 10000 --probes 200
              storm       all come back at once with an old id, beside some that are live: --clients 10000 --missed 10
                          --events 1000000 (in the log, theirs among them) --live 100 --rate 200 --seconds 5 (of quiet
                          before each round) --rounds 3; the hub should be a fresh one

            Everywhere:
              --url http://127.0.0.1:8080   the hub; may name the path of an endpoint
              --loops 1                     event loops that read
              --pid 0                       the hub's process, for its CPU time and memory (Linux, same machine)

            broadcast and targeted:
              --seconds 10     --warmup 3   how long, and how much of it is not timed
              --events 0                    how many, 0: until the time is over
              --rate 0                      events a second, 0: as many as the next two allow
              --in-flight 4                 events that have not reached all yet, 0: no bound
              --window 1  --connections 1   requests not answered yet on each connection
              --batch 1   --body single     events in a request; single, array or ndjson
              --data-bytes 120              size of an event's data
            """;

    private Main() {}

    /** Ends with 0 if all went as promised, 1 if something was lost, doubled or refused, 2 if the arguments are wrong. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        if (arguments.length == 0 || Arrays.asList(arguments).contains("--help")) {
            System.out.print(HELP);
            return arguments.length == 0 ? 2 : 0;
        }
        try {
            return scenario(arguments[0], new Arguments(arguments, 1)) ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println("tidings-load: " + e.getMessage());
            return 2;
        } catch (IllegalStateException | UncheckedIOException e) {
            System.err.println("tidings-load: " + e.getMessage());
            return 1;
        }
    }

    private static boolean scenario(String name, Arguments arguments) {
        return switch (name) {
            case "broadcast" -> steady(arguments, CrowdPlan.broadcast(arguments.number("subscribers", 1000)));
            case "targeted" -> steady(arguments, CrowdPlan.targeted(arguments.number("subscribers", 1000)));
            case "idle" -> IdleHold.of(arguments).run(System.out);
            case "slow" -> SlowReaders.of(arguments).run(System.out);
            case "churn" -> Churn.of(arguments).run(System.out);
            case "roundtrip" -> RoundTrip.of(arguments).run(System.out);
            case "storm" -> ResumeStorm.of(arguments).run(System.out);
            default ->
                throw new IllegalArgumentException(
                        name + " (expected: broadcast, targeted, idle, slow, churn, roundtrip or storm)");
        };
    }

    private static boolean steady(Arguments arguments, CrowdPlan crowd) {
        long events = arguments.longNumber("events", 0);
        PublishPlan publish = PublishPlan.DEFAULT
                .withLanes(0, crowd.lanes())
                .withEvents(events == 0 ? Long.MAX_VALUE : events)
                .withDuration(arguments.seconds("seconds", 10))
                .withRate(arguments.number("rate", 0))
                .withInFlight(arguments.number("in-flight", 4))
                .withConnections(arguments.number("connections", 1), arguments.number("window", 1))
                .withBatch(
                        arguments.number("batch", 1),
                        Body.valueOf(arguments.text("body", "single").toUpperCase(Locale.ROOT)))
                .withDataBytes(arguments.number("data-bytes", 120));
        LoadPlan plan = LoadPlan.of(arguments.hub(), crowd, publish)
                .withLoops(arguments.number("loops", 1))
                .withWarmup(arguments.seconds("warmup", 3))
                .withHubPid(arguments.longNumber("pid", 0));
        arguments.requireAllKnown();
        LoadReport report = LoadRunner.run(plan);
        System.out.print(report);
        return report.isExact();
    }
}
