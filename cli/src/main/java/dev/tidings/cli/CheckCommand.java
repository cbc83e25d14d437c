package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import dev.tidings.cli.config.Configuration;
import dev.tidings.cli.config.ConfigurationException;
import dev.tidings.cli.config.Origin;
import dev.tidings.cli.config.Setting;
import dev.tidings.cli.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whether a configuration is valid, and what it comes to. */
@Command(
        name = "check",
        header = "Check a configuration and print what it comes to.",
        description = {
            "Reads the file, the environment and the options like `tidings serve`, starts nothing, and prints every"
                    + " effective value and where it was set: a flag, the environment, a line of the file, or nowhere"
                    + " (default). A flag wins over the environment, the environment over the file."
        },
        footer = {
            "",
            "Examples:",
            "  tidings check                         # tidings.yaml in this folder",
            "  tidings check /etc/tidings.yaml",
            "  TIDINGS_SERVER_PORT=80 tidings check  # with what the environment changes"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The configuration is valid.",
            "1:It is not; every mistake is told.",
            "2:The command line is wrong."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = BuildVersion.class)
final class CheckCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file to check. Default: tidings.yaml if there is one.")
    private @Nullable Path file;

    CheckCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws CommandFailedException {
        CommandSpec command = requireNonNull(spec, "spec");
        Configuration configuration;
        try {
            configuration = SettingOptions.load(command, Optional.ofNullable(file), environment);
        } catch (ConfigurationException e) {
            throw new CommandFailedException(CommandFailedException.FAILURE, e.problems());
        }
        print(configuration, command.commandLine().getOut());
        return 0;
    }

    private static void print(Configuration configuration, PrintWriter out) {
        out.println(
                configuration.file().map(read -> read + " is valid.").orElse("No file; the configuration is valid."));
        out.println();
        for (Setting<?> setting : Settings.all()) {
            line(out, setting.name(), configuration.text(setting), configuration.origin(setting));
        }
        line(
                out,
                "access",
                configuration.access().value().toString(),
                configuration.access().origin());
        if (configuration.endpoints().isEmpty()) {
            line(out, "endpoints", "none", Origin.DEFAULT);
        }
        configuration
                .endpoints()
                .forEach(endpoint -> line(out, "endpoints", endpoint.value().path(), endpoint.origin()));
    }

    private static void line(PrintWriter out, String name, String value, Origin origin) {
        out.printf(Locale.ROOT, "%-26s %-16s %s%n", name, value, origin.words());
    }
}
