package dev.tidings.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidings.client.EventSource;
import dev.tidings.client.EventSourceBuilder;
import dev.tidings.client.RetryPolicy;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
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
import picocli.CommandLine.TypeConversionException;

/** Prints the events of a stream as they come. */
@Command(
        name = "subscribe",
        header = "Print the events of a hub as they come.",
        description = {
            "Subscribes to /events of the hub, or to the path that the URL names, with the query that --topic, --with and --last"
                    + " add to it; works with any other server of event streams as well. Comes back by itself when the connection"
                    + " is lost, with the id of the last event, so that none is missing and none comes twice. What may be missing"
                    + " all the same, and why the hub ends a stream, is told on standard error.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tidings subscribe http://127.0.0.1:8080 --topic 'filter.*' --with email=ann@example.com",
            "  tidings subscribe 'https://hub.example.com/sse?email=ann%%40example.com' --last 10",
            "  tidings subscribe http://127.0.0.1:8080 --json | jq -r '.data | fromjson | .isVerified'",
            "  tidings subscribe http://127.0.0.1:8080 --json --state last-id | ./import",
            "",
            "With --json each line is an object with `id`, `type` and `data`, which is a text. Names are only ever added."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:It was told to stop, has printed --count events, or nobody reads its output any more.",
            "1:There is no stream to be had: the hub refuses it, or with --once it is over.",
            "2:The command line is wrong."
        },
        optionListHeading = "Options:%n",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = BuildVersion.class)
final class SubscribeCommand implements HubCommand {

    private static final String DEFAULT_PATH = "/events";

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private HubOptions hub;

    @Option(
            names = "--topic",
            paramLabel = "PATTERN",
            description =
                    "Events of this topic: * is one segment, ** any number of them. May be given again. Default: all.")
    private List<String> topics = new ArrayList<>();

    @Option(
            names = "--with",
            paramLabel = "NAME=VALUE",
            converter = Pair.Converter.class,
            description =
                    "Events that have this value of the attribute. Given again, for another name both have to match, for"
                            + " the same one either.")
    private List<Pair> attributes = new ArrayList<>();

    @Option(names = "--last", paramLabel = "N", description = "Begin with the N newest of them.")
    private @Nullable Integer last;

    @Option(names = "--json", description = "One JSON object a line, written as soon as it is there.")
    private boolean json;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description =
                    "Keeps the id of the last event there, once it has been printed, and goes on behind it next time.")
    private @Nullable Path state;

    @Option(names = "--after", paramLabel = "ID", description = "Go on behind this id; a --state that is there wins.")
    private String after = "";

    @Option(names = "--count", paramLabel = "N", description = "Stop after N events.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--once", description = "Do not come back when the stream ends.")
    private boolean once;

    @Option(
            names = "--header",
            paramLabel = "NAME: VALUE",
            converter = HeaderConverter.class,
            description = "One more header field of each request. May be given again.")
    private List<Pair> headers = new ArrayList<>();

    @Option(names = "--quiet", description = "Say nothing of connections that are lost and will be had again.")
    private boolean quiet;

    SubscribeCommand(Map<String, String> environment) {
        this.environment = environment;
        this.hub = new HubOptions(environment);
    }

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        CommandSpec command = requireNonNull(spec, "spec");
        if (count < 1) {
            throw new ParameterException(command.commandLine(), "--count: " + count + " (expected: >= 1)");
        }
        Logging.quiet();
        URI url = url(hub.uri(command));
        IdFile ids = idFile();
        // Not the writer of the command: output is UTF-8 whatever the locale, and that nobody reads it has to be
        // noticed.
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        MessagePrinter printer = json ? MessagePrinter.json() : MessagePrinter.readable(isColoured());
        try (Subscribing subscribing = new Subscribing(
                url.getScheme() + "://" + url.getAuthority(),
                text -> out.write(text.getBytes(UTF_8)),
                printer,
                json,
                ids,
                count,
                quiet,
                command.commandLine())) {
            Signals.on("INT", subscribing::stop);
            Signals.on("TERM", subscribing::stop);
            return subscribing.run(source(url, ids));
        }
    }

    private EventSourceBuilder source(URI url, @Nullable IdFile ids) throws CommandFailedException {
        try {
            RetryPolicy policy = once ? RetryPolicy.NONE : RetryPolicy.DEFAULT.withRetriedStatuses(RetryPolicy.BUSY);
            EventSourceBuilder source = EventSource.builder(url)
                    .retryPolicy(policy)
                    .lastEventId(ids == null || ids.id().isEmpty() ? after : ids.id());
            if (!hub.token().isEmpty()) {
                source.header("Authorization", "Bearer " + hub.token());
            }
            headers.forEach(header -> source.header(header.name(), header.value()));
            return source;
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, List.of(String.valueOf(e.getMessage())));
        }
    }

    /** The given one with what the options add to its query. */
    private URI url(URI given) {
        StringBuilder query = new StringBuilder(given.getRawQuery() == null ? "" : given.getRawQuery());
        topics.forEach(topic -> add(query, "topic", topic));
        attributes.forEach(attribute -> add(query, attribute.name(), attribute.value()));
        if (last != null) {
            add(query, "last", last.toString());
        }
        boolean bare = given.getRawPath() == null
                || given.getRawPath().isEmpty()
                || given.getRawPath().equals("/");
        String text = given.getScheme() + "://" + given.getRawAuthority() + (bare ? DEFAULT_PATH : given.getRawPath());
        return URI.create(query.length() == 0 ? text : text + "?" + query);
    }

    private static void add(StringBuilder query, String name, String value) {
        query.append(query.length() == 0 ? "" : "&")
                .append(URLEncoder.encode(name, UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, UTF_8));
    }

    private @Nullable IdFile idFile() throws CommandFailedException {
        try {
            return state == null ? null : new IdFile(state);
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILURE, List.of("--state " + state + " cannot be read: " + e));
        }
    }

    /** As no-color.org and bixense.com/clicolors have it. */
    private boolean isColoured() {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        return !environment.getOrDefault("CLICOLOR_FORCE", "0").equals("0") || Terminal.hasOutput();
    }

    /** Reads {@code Name: value}. */
    static final class HeaderConverter implements picocli.CommandLine.ITypeConverter<Pair> {
        @Override
        public Pair convert(String text) {
            int end = text.indexOf(':');
            if (end < 1) {
                throw new TypeConversionException("'" + text + "' (expected: Name: value)");
            }
            return new Pair(text.substring(0, end), text.substring(end + 1).strip());
        }
    }
}
