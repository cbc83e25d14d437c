package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import dev.tidings.load.Credentials;
import dev.tidings.load.CrowdPlan;
import dev.tidings.load.Dialect;
import dev.tidings.load.LoadPlan;
import dev.tidings.load.LoadProgress;
import dev.tidings.load.LoadReport;
import dev.tidings.load.LoadRunner;
import dev.tidings.load.PublishPlan;
import dev.tidings.load.PublishPlan.Body;
import dev.tidings.load.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Puts a hub under load, and counts every event at every subscriber. */
@Command(
        name = "bench",
        header = "Put a hub under load and measure it.",
        description = {
            "Holds subscribers, publishes numbered events, and checks each number at each subscriber: what was lost, came twice"
                    + " or out of order, deliveries a second, how long they took. The hub is one that is running; what it has"
                    + " to do for its own clients meanwhile is part of the figures.",
            "",
            "Events have the topic and the attribute that are named here; for a configured endpoint, name those that it has."
                    + " Every run numbers its lanes from a place of its own, so that runs do not meet.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tidings bench http://127.0.0.1:8080                                  # 1 000 read the same events",
            "  tidings bench http://127.0.0.1:8080 --targeted --subscribers 10000   # each event is for one of them",
            "  tidings bench http://127.0.0.1:8080 --rate 500 --duration 1m --json result.json",
            "  tidings bench http://127.0.0.1:8080/sse --topic filter.verified --attribute email",
            "  tidings bench https://hub.example.com --streams 100 --token-secret \"$SECRET\"",
            "",
            "docs/cli.md says how to size a machine with it."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Every event came to each of its subscribers once, in order, and to nobody else.",
            "1:It did not, or the hub could not be reached or refused something.",
            "2:The command line is wrong."
        },
        optionListHeading = "Options:%n",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = BuildVersion.class)
final class BenchCommand implements HubCommand {

    /** 2^40 places where lanes may begin: two runs hardly meet, and numbers stay short. */
    private static final long LANES = 1L << 40;

    /** 4: events that are answered but not delivered have a bound as well. */
    private static final int IN_FLIGHT_PER_REQUEST = 4;

    private final JsonMapper json = JsonMapper.builder().build();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private HubOptions hub;

    @Option(
            names = "--subscribers",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many listen. Default: ${DEFAULT-VALUE}.")
    private int subscribers;

    @Option(names = "--targeted", description = "Each event is for one of them; otherwise all read the same events.")
    private boolean targeted;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = Durations.class,
            description = "How long it is published. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--warmup",
            paramLabel = "DURATION",
            defaultValue = "3s",
            converter = Durations.class,
            description = "How much of it is counted but not timed. Default: ${DEFAULT-VALUE}.")
    private Duration warmup = Duration.ZERO;

    @Option(names = "--events", paramLabel = "N", description = "Stop after so many events.")
    private long events = Long.MAX_VALUE;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Events a second, each sent when it is due: latency then includes what the hub keeps waiting."
                    + " Default: as fast as --window and --in-flight allow.")
    private int rate;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "Requests on one connection that are not answered yet. Default: 1; with --rate: no bound.")
    private int window;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description =
                    "Events that have not reached all their subscribers yet; 0: no bound. Default: 4 for each request"
                            + " that may be open; with --rate: no bound.")
    private int inFlight = -1;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "1",
            description = "Connections that publish, with --targeted only. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Events in one request. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--data-bytes",
            paramLabel = "N",
            defaultValue = "120",
            description = "Size of an event's data. Default: ${DEFAULT-VALUE}.")
    private int dataBytes;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "load.event",
            description = "The topic of all events. Default: ${DEFAULT-VALUE}.")
    private String topic = "";

    @Option(
            names = "--attribute",
            paramLabel = "NAME",
            defaultValue = "lane",
            description =
                    "The attribute that they are addressed by; its values are numbers. Empty for none: the topic is"
                            + " enough then, and not with --targeted. Default: ${DEFAULT-VALUE}.")
    private String attribute = "";

    @Option(
            names = "--with",
            paramLabel = "NAME=VALUE",
            converter = Pair.Converter.class,
            description = "One more attribute, which all events have and all subscriptions name. May be given again.")
    private List<Pair> attributes = new ArrayList<>();

    @Option(
            names = "--token-secret",
            paramLabel = "TEXT",
            description =
                    "Signs a token (HS256) for each subscriber, with the claims `sub` and the one that --attribute names,"
                            + " and one that may publish everything.")
    private String tokenSecret = "";

    @Option(
            names = "--publish-token",
            paramLabel = "TOKEN",
            description = "What is published with. Default: what is subscribed with.")
    private @Nullable String publishToken;

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "Subscribers that share a connection of HTTP/2. Default: HTTP/1.1, a connection for each.")
    private int streams;

    @Option(names = "--insecure", description = "Does not look at the hub's certificate.")
    private boolean insecure;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "1",
            description = "Event loops that read. More if the report says that the generator is the bottleneck."
                    + " Default: ${DEFAULT-VALUE}.")
    private int loops;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "The hub's process on this machine (Linux): its CPU time and memory are reported as well.")
    private List<Long> pids = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the result there, as a JSON object.")
    private @Nullable Path file;

    BenchCommand(Map<String, String> environment) {
        hub = new HubOptions(environment);
    }

    @Override
    public Integer call() throws CommandFailedException {
        CommandSpec command = requireNonNull(spec, "spec");
        Logging.quiet();
        URI uri = hub.uri(command);
        LoadPlan plan = plan(uri);
        Instant started = Instant.now();
        LoadReport report = measured(plan);
        PrintWriter out = command.commandLine().getOut();
        out.print(report);
        out.flush();
        save(uri, started, report);
        if (!report.isExact()) {
            throw failed(
                    report.trouble().isEmpty() ? "not every event came once: " + report.flaws() : report.trouble());
        }
        return 0;
    }

    private LoadPlan plan(URI uri) throws CommandFailedException {
        if (targeted && attribute.isEmpty()) {
            throw usage("--attribute: '' (expected: a name, with --targeted)");
        }
        if (!targeted && connections > 1) {
            throw usage("--connections: " + connections + " (expected: 1 without --targeted, where order matters)");
        }
        try {
            long first = ThreadLocalRandom.current().nextLong(LANES);
            CrowdPlan crowd = (targeted ? CrowdPlan.targeted(subscribers) : CrowdPlan.broadcast(subscribers))
                    .withFirstLane(first);
            int requests = window > 0 ? window : rate > 0 ? Integer.MAX_VALUE : 1;
            int defaultInFlight = rate > 0 ? 0 : IN_FLIGHT_PER_REQUEST * requests * connections;
            PublishPlan publish = PublishPlan.DEFAULT
                    .withLanes(first, targeted ? Math.max(1, subscribers) : 1)
                    .withEvents(events)
                    .withDuration(duration)
                    .withRate(rate)
                    .withConnections(connections, requests)
                    .withInFlight(inFlight < 0 ? defaultInFlight : inFlight)
                    .withBatch(batch, batch > 1 ? Body.ARRAY : Body.SINGLE)
                    .withDataBytes(dataBytes);
            return LoadPlan.of(uri, crowd, publish).withSetup(setup(uri)).withWarmup(warmup);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private Setup setup(URI uri) {
        Map<String, String> others = new LinkedHashMap<>();
        attributes.forEach(pair -> others.put(pair.name(), pair.value()));
        String token = hub.token();
        Credentials credentials = tokenSecret.isEmpty()
                ? Credentials.tokens(token, publishToken == null ? token : publishToken)
                : Credentials.signed(tokenSecret, attribute);
        return Setup.of(uri)
                .withDialect(Dialect.attributes(topic, attribute, others))
                .withCredentials(credentials)
                .withStreams(streams)
                .withTrustInAny(insecure)
                .withLoops(loops)
                .withPids(pids);
    }

    private LoadReport measured(LoadPlan plan) throws CommandFailedException {
        try (BenchProgress progress = new BenchProgress(subscribers, duration)) {
            return LoadRunner.run(plan, progress);
        } catch (IllegalStateException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    private void save(URI uri, Instant started, LoadReport report) throws CommandFailedException {
        if (file == null) {
            return;
        }
        ObjectNode result = json.createObjectNode();
        result.put("started", started.truncatedTo(ChronoUnit.SECONDS).toString());
        result.put("url", uri.toString());
        result.put("targeted", targeted);
        result.put("rate", rate);
        result.put("batch", batch);
        result.put("dataBytes", dataBytes);
        JsonNode measured = json.readTree(report.json());
        measured.properties().forEach(entry -> result.set(entry.getKey(), entry.getValue()));
        try {
            result.put("generator", new BuildVersion().getVersion()[0]);
            Files.writeString(file, result + "\n");
        } catch (IOException e) {
            throw failed("--json: " + file + " cannot be written: " + e.getMessage());
        }
    }

    private static CommandFailedException usage(String reason) {
        return new CommandFailedException(CommandFailedException.USAGE, List.of(reason));
    }

    private static CommandFailedException failed(String reason) {
        return new CommandFailedException(CommandFailedException.FAILURE, List.of(reason));
    }

    /** Two bars, one after the other: streams that open, time that passes. */
    private static final class BenchProgress implements LoadProgress, AutoCloseable {
        private final long durationMillis;
        private Progress bar;
        private boolean publishing;
        private double before;
        private long deliveredBefore;

        BenchProgress(int subscribers, Duration duration) {
            durationMillis = duration.toMillis();
            bar = Progress.start("opening", subscribers);
        }

        @Override
        public void opened(int subscribers) {
            bar.to(subscribers, "");
        }

        @Override
        public void published(double seconds, long delivered) {
            if (!publishing) {
                publishing = true;
                bar.close();
                bar = Progress.start("publishing", durationMillis);
            }
            double rate = (delivered - deliveredBefore) / Math.max(1e-3, seconds - before);
            before = seconds;
            deliveredBefore = delivered;
            bar.to(Math.min(durationMillis, (long) (seconds * 1e3)), Words.number((long) rate) + " deliveries/s");
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
