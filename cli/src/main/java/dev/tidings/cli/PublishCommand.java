package dev.tidings.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hubclient.HubClient;
import dev.tidings.hubclient.HubClientBuilder;
import dev.tidings.hubclient.PublishLimits;
import dev.tidings.hubclient.PublishRetry;
import dev.tidings.server.publish.EventLine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Publishes one event that its options describe, or those that come in on standard input. */
@Command(
        name = "publish",
        header = "Publish events to a hub.",
        description = {
            "With --topic, one event. Without, the lines of standard input, an event each as docs/http.md has it (NDJSON), read as"
                    + " they are sent: there may be more of them than fit into memory. What queues up is sent together, and sent"
                    + " again under the same idempotency key while the hub does not answer, so that nothing is published twice.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tidings publish http://127.0.0.1:8080 --topic filter.verified --with email=ann@example.com \\",
            "    --data '{\"isVerified\": true}'",
            "  tidings publish http://127.0.0.1:8080 --topic report.ready --data @report.json",
            "  tidings publish http://127.0.0.1:8080 < events.ndjson",
            "  tail -f app.ndjson | TIDINGS_URL=https://hub.example.com TIDINGS_TOKEN=tk_... tidings publish"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Everything is published, as durably as the hub's log promises.",
            "1:Something is malformed, or the hub refuses it: trying again will not help.",
            "2:The command line is wrong.",
            "3:The hub could not be reached in time: try again later."
        },
        optionListHeading = "Options:%n",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = BuildVersion.class)
final class PublishCommand implements HubCommand {

    /** What the hub is asked to decide: its limits may be others than the usual ones. */
    private static final EventLimits GENEROUS =
            new EventLimits(InputLines.MAX_LINE_BYTES, 1_000, 10_000, Integer.MAX_VALUE);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private HubOptions hub;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Of the one event; without it, events are read.")
    private @Nullable String topic;

    @Option(
            names = "--with",
            paramLabel = "NAME=VALUE",
            converter = Pair.Converter.class,
            description = "An attribute that it is addressed by. May be given again, for the same name as well.")
    private List<Pair> attributes = new ArrayList<>();

    @Option(names = "--type", paramLabel = "TYPE", description = "Its type, which browsers dispatch it by.")
    private @Nullable String type;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "Its data: a text, @FILE for what a file holds, or - for standard input, to the last byte.")
    private @Nullable String data;

    @Option(
            names = "--ids",
            description = "Prints the id of each event, in the order of the input; of one, it always is.")
    private boolean ids;

    @Option(names = "--keep-going", description = "Leaves out what is malformed or refused, and goes on behind it.")
    private boolean keepGoing;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "2m",
            converter = Durations.class,
            description = "How long an event is tried, at most 3m30s. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    PublishCommand(Map<String, String> environment) {
        hub = new HubOptions(environment);
    }

    @Override
    public Integer call() throws CommandFailedException {
        CommandSpec command = requireNonNull(spec, "spec");
        Logging.quiet();
        Event one = topic == null ? null : one(command, topic);
        if (topic == null && !(attributes.isEmpty() && type == null && data == null)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--with, --type and --data are for one event (expected: --topic beside them)");
        }
        try (HubClient client = client(command)) {
            Published published = new Published(client, command.commandLine(), ids || one != null, keepGoing);
            if (one == null) {
                published.lines(new InputLines(System.in), new EventLine(GENEROUS));
            } else {
                published.one(one);
            }
            return published.exitCode();
        }
    }

    private HubClient client(CommandSpec command) throws CommandFailedException {
        try {
            HubClientBuilder builder = HubClient.builder(base(hub.uri(command)))
                    .eventLimits(GENEROUS)
                    .publishLimits(PublishLimits.DEFAULT.withTotal(timeout))
                    .onRetry(retry -> tellOnce(command, retry));
            String token = hub.token();
            if (!token.isEmpty()) {
                builder.token(() -> token);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, List.of(e.getMessage()));
        }
    }

    /** Once for each batch: whoever waits knows why, and reads no more about it than that. */
    private void tellOnce(CommandSpec command, PublishRetry retry) {
        if (retry.attempts() == 1) {
            Main.tell(
                    command.commandLine(),
                    base(hub.uri(command)) + ": " + retry.why() + "; trying again, for " + Words.age(timeout));
        }
    }

    /** The address without the path that is published to, which a user may have written out. */
    private static URI base(URI uri) {
        String text = uri.toString();
        return text.endsWith("/events") ? URI.create(text.substring(0, text.length() - "/events".length())) : uri;
    }

    private Event one(CommandSpec command, String itsTopic) throws CommandFailedException {
        if (data == null) {
            throw new ParameterException(command.commandLine(), "Missing required option: '--data=DATA'");
        }
        try {
            Event.Builder event = Event.builder(itsTopic).data(text(data));
            attributes.forEach(pair -> event.attribute(pair.name(), pair.value()));
            if (type != null) {
                event.type(type);
            }
            return event.build();
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, List.of(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILURE, List.of("--data " + data + " cannot be read: " + e));
        }
    }

    private static String text(String given) throws IOException {
        if (given.equals("-")) {
            return decoded(System.in);
        }
        if (!given.startsWith("@")) {
            return given;
        }
        try (InputStream file = Files.newInputStream(Path.of(given.substring(1)))) {
            return decoded(file);
        }
    }

    private static String decoded(InputStream input) throws IOException {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(input.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8", e);
        }
    }
}
