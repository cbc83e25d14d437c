package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Which hub a command is for, and by which token it is let in. */
final class HubOptions {

    static final String URL_VARIABLE = "TIDINGS_URL";
    static final String TOKEN_VARIABLE = "TIDINGS_TOKEN";

    private final Map<String, String> environment;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "The hub, as in http://127.0.0.1:8080 or https://hub.example.com/sse. Default: "
                    + URL_VARIABLE + " of the environment.")
    private @Nullable String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Sent as `Authorization: Bearer`. Default: " + TOKEN_VARIABLE
                    + " of the environment, which no list of processes shows.")
    private @Nullable String token;

    HubOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws ParameterException if nobody has named the hub, or it is no address of one */
    URI uri(CommandSpec command) {
        String text = url == null ? environment.getOrDefault(URL_VARIABLE, "") : url;
        if (text.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "Missing required parameter: 'URL' (or " + URL_VARIABLE + " of the environment)");
        }
        try {
            URI uri = new URI(text);
            String scheme = requireNonNull(uri.getScheme() == null ? "" : uri.getScheme());
            if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
                throw refused(command, text);
            }
            return uri;
        } catch (URISyntaxException e) {
            throw refused(command, text);
        }
    }

    private static ParameterException refused(CommandSpec command, String text) {
        return new ParameterException(
                command.commandLine(), "URL: '" + text + "' (expected: http://host:port or https://host:port)");
    }

    /** Empty for none. */
    String token() {
        return token == null ? environment.getOrDefault(TOKEN_VARIABLE, "") : token;
    }
}
