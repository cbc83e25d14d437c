package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import dev.tidings.cli.config.Configuration;
import dev.tidings.cli.config.ConfigurationException;
import dev.tidings.cli.config.Settings;
import dev.tidings.hub.event.Filter;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.TokenRules;
import dev.tidings.server.access.TokenSigner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Signs a token with the secret of the configuration. */
@Command(
        name = "token",
        header = "Sign a test token with the secret of the configuration.",
        description = {
            "Prints a token that a hub with this configuration believes: signed with the secret of `access.jwt.keys`, with its"
                    + " issuer, its audience, and the claims that it reads. For tests and first steps: in production tokens come"
                    + " from whoever knows your users. The configuration is found as `tidings serve` finds it.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tidings token --principal ann --claim email=ann@example.com",
            "  tidings token --principal ann --claim 'roles:=[\"editor\", \"author\"]' --expires 10m",
            "  tidings token --principal billing --publish 'invoice.**,tenant=7'",
            "  tidings token --principal root --admin --subscribe '**' --publish '**'",
            "",
            "  export TIDINGS_TOKEN=$(tidings token --principal ann --subscribe 'chat.*,room=7')",
            "  tidings subscribe http://127.0.0.1:8080/events --topic 'chat.*' --with room=7"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:There it is.",
            "1:The configuration has no secret to sign with.",
            "2:The command line or the configuration is wrong."
        },
        optionListHeading = "Options:%n",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = BuildVersion.class)
final class TokenCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration. Default: tidings.yaml in the working folder, if there is one.")
    private @Nullable Path config;

    @Option(
            names = "--principal",
            paramLabel = "NAME",
            required = true,
            description = "Who its owner is: what stands in `sub`, or where `access.jwt.claims.principal` says.")
    private String principal = "";

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            converter = Pair.Converter.class,
            description =
                    "One more claim, a text; NAME:=JSON for anything else. Given again, it is a list. A name that begins"
                            + " with a slash is a JSON Pointer.")
    private List<Pair> claims = new ArrayList<>();

    @Option(
            names = "--subscribe",
            paramLabel = "GRANT",
            converter = GrantConverter.class,
            description =
                    "What may be subscribed to: topics and attributes with commas between them. May be given again.")
    private List<Filter> subscribe = new ArrayList<>();

    @Option(
            names = "--publish",
            paramLabel = "GRANT",
            converter = GrantConverter.class,
            description = "What may be published. May be given again.")
    private List<Filter> publish = new ArrayList<>();

    @Option(names = "--admin", description = "May look after the hub.")
    private boolean admin;

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            defaultValue = "1h",
            converter = Durations.class,
            description = "How long it is good for. Default: ${DEFAULT-VALUE}.")
    private Duration expires = Duration.ZERO;

    TokenCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws CommandFailedException {
        CommandSpec command = requireNonNull(spec, "spec");
        String token;
        try {
            token = signer(configuration(command))
                    .sign(principal, new Grants(subscribe, publish, admin), claims(), expires);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, List.of(String.valueOf(e.getMessage())));
        }
        PrintWriter out = command.commandLine().getOut();
        out.println(token);
        out.flush();
        return 0;
    }

    private Configuration configuration(CommandSpec command) throws CommandFailedException {
        try {
            Configuration configuration = SettingOptions.load(command, Optional.ofNullable(config), environment);
            Logging.configure(configuration.get(Settings.LOGGING_FORMAT), System.Logger.Level.ERROR);
            return configuration;
        } catch (ConfigurationException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, e.problems());
        }
    }

    private static TokenSigner signer(Configuration configuration) throws CommandFailedException {
        String where = configuration
                .file()
                .map(file -> " in " + file)
                .orElse("; there is no tidings.yaml here, and no --config");
        TokenRules rules = configuration.access().value().tokenRules();
        if (rules == null) {
            throw new CommandFailedException(
                    CommandFailedException.FAILURE,
                    List.of("access.jwt: nothing" + where
                            + " (expected: algorithms: [HS256] and keys: {secretFile: FILE}, to sign with)"));
        }
        try {
            return TokenSigner.of(rules);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILURE, List.of("access.jwt." + e.getMessage() + where));
        }
    }

    private Map<String, JsonNode> claims() {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        for (Pair claim : claims) {
            boolean json = claim.name().endsWith(":");
            String name = json ? claim.name().substring(0, claim.name().length() - 1) : claim.name();
            all.merge(
                    name,
                    json ? parsed(name, claim.value()) : JsonNodeFactory.instance.stringNode(claim.value()),
                    TokenCommand::both);
        }
        return all;
    }

    private static JsonNode both(JsonNode before, JsonNode next) {
        ArrayNode list = before instanceof ArrayNode already
                ? already
                : JsonNodeFactory.instance.arrayNode().add(before);
        return list.add(next);
    }

    private static JsonNode parsed(String name, String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("--claim " + name + ":=" + json + " (expected: JSON behind the :=)", e);
        }
    }
}
