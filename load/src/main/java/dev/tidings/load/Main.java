package dev.tidings.load;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs one scenario against a server and prints what was measured. */
public final class Main {
    private static final String HELP = """
            java -jar tidings-load.jar SCENARIO [--option value]...

            Scenarios, with their own options and defaults:
              broadcast   all subscribers read the same events: --subscribers 1000
              targeted    each event is for one of them: --subscribers 1000
              inbox       all read the same events, each with a subscription of its own to /inbox: --subscribers 1000
              idle        they only listen: --subscribers 10000 --seconds 60
              dead        some of them never read, in a run for each number: --subscribers 1000 --dead 10,50
                          --rate 1000 --seconds 10 --warmup 3 --data-bytes 120
              stalled     all read bursts, then none reads for a while, then all catch up: --subscribers 1000 --mib 4
                          --burst 32 --seconds 8 --warmup 3 --data-bytes 120
              slow        some do not read for a while, twice: --healthy 950 --stalled 50 --shared-mib 32
                          --separate-mib 64 --event-kib 64 --rate 1000 --seconds 20 --flood-seconds 40
              churn       connects and disconnects, each with a filter of its own: --count 100000 --concurrent 256
              roundtrip   a publisher's round trip while others are broadcast to: --subscribers 10000 --probes 200
              storm       all come back at once with an old id, beside some that are live: --clients 10000 --missed 10
                          --events 1000000 (in the log, theirs among them) --live 100 --rate 200 --seconds 5 (of quiet
                          before each round) --rounds 3; the hub should be a fresh one
              publish     nobody reads: --events 100000 --batch 1 --body single --connections 1 --window 16 --warmup 3
                          --data-bytes 120

            Everywhere:
              --url http://127.0.0.1:8080   the server; may name the path of an endpoint. With https its certificate is not looked at
              --streams 0                   subscribers that share a connection of HTTP/2; 0: HTTP/1.1, as publishers always have
              --token-secret TEXT           a token of HS256 for each subscriber, with the claims sub and lane, and for the publisher
              --dialect attributes          how it is spoken to: attributes, or channels (GET PATH/N, POST /publish/N)
              --loops 1                     event loops that read
              --transport auto              how they talk to sockets: io_uring, epoll or nio
              --pid 0                       the server's processes, with commas between them, for their CPU time and memory
                                            (Linux, same machine)
              --json FILE                   also write what was measured there, as a JSON object

            broadcast, targeted and inbox:
              --seconds 10     --warmup 3   how long, and how much of it is not timed
              --events 0                    how many, 0: until the time is over
              --rate 0                      events a second, each sent when it is due; 0: as many as the next three allow
              --in-flight 4                 events that have not reached all yet, 0: no bound; targeted: 4 x window x connections
              --burst 0                     so many at once, when all before have reached all; 0: one by one
              --window 1  --connections 1   requests not answered yet on each connection; with --rate: no bound
              --batch 1   --body single     events in a request; single, array or ndjson
              --data-bytes 120              size of an event's data
            """;

    private Main() {}

    /** Ends with 0 if all went as promised, 1 if something was lost, doubled or refused, 2 if the arguments are wrong. */
    public static void main(String[] arguments) {
        System.exit(run(System.out, arguments));
    }

    /** The same without the end of the process. */
    public static int run(PrintStream out, String... arguments) {
        if (arguments.length == 0 || Arrays.asList(arguments).contains("--help")) {
            out.print(HELP);
            return arguments.length == 0 ? 2 : 0;
        }
        Json json = new Json().put("scenario", arguments[0]);
        try {
            Arguments options = new Arguments(arguments, 1);
            String file = options.text("json", "");
            boolean right = run(scenario(arguments[0], options), out, json);
            if (!file.isEmpty()) Files.writeString(Path.of(file), json + "\n");
            return right ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println("tidings-load: " + e.getMessage());
            return 2;
        } catch (IOException e) {
            System.err.println("tidings-load: " + e);
            return 1;
        }
    }

    private static boolean run(Scenario scenario, PrintStream out, Json json) {
        try {
            return scenario.run(out, json);
        } catch (IllegalStateException | UncheckedIOException e) {
            System.err.println("tidings-load: " + e.getMessage());
            json.put("exact", false).put("trouble", String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static Scenario scenario(String name, Arguments arguments) {
        return switch (name) {
            case "broadcast" -> Steady.broadcast(arguments);
            case "targeted" -> Steady.targeted(arguments);
            case "inbox" -> Steady.inbox(arguments);
            case "idle" -> IdleHold.of(arguments);
            case "dead" -> DeadReaders.of(arguments);
            case "stalled" -> StalledReaders.of(arguments);
            case "slow" -> SlowReaders.of(arguments);
            case "churn" -> Churn.of(arguments);
            case "roundtrip" -> RoundTrip.of(arguments);
            case "storm" -> ResumeStorm.of(arguments);
            case "publish" -> PublishRate.of(arguments);
            default ->
                throw new IllegalArgumentException(name
                        + " (expected: broadcast, targeted, inbox, idle, dead, stalled, slow, churn, roundtrip, storm or"
                        + " publish)");
        };
    }
}
