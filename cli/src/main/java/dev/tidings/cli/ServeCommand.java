package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import dev.tidings.cli.config.Configuration;
import dev.tidings.cli.config.ConfigurationException;
import dev.tidings.cli.config.Settings;
import dev.tidings.log.rocksdb.store.LogStorageException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a hub and its server, and ends when it is told to. */
@Command(
        name = "serve",
        header = "Start a hub.",
        description = {
            "Takes events by POST and hands each to the clients it is for, as Server-Sent Events. Prints"
                    + " `Tidings is ready on http://...` when it accepts connections. Without options it is a hub to try"
                    + " things with: this machine only, everything allowed, events in ./tidings-data, and a page to look"
                    + " at.",
            ""
        },
        footer = {
            "",
            "Settings:",
            "  An option wins over the environment, that over the file, that over the default. The",
            "  environment variable of server.port is TIDINGS_SERVER_PORT, and so on. `tidings check`",
            "  prints every setting with its value and where it comes from; docs/configuration.md",
            "  explains them.",
            "",
            "Signals:",
            "  SIGTERM, SIGINT   answer what is under way, end open streams over the drain period, exit with 0",
            "  SIGINT again      end at once",
            "  SIGHUP            read access and endpoints of the file again",
            "",
            "Examples:",
            "  tidings serve                                   # http://127.0.0.1:8080",
            "  tidings serve --port 0                          # any free port, which it prints",
            "  tidings serve --memory                          # forget everything at the end",
            "  tidings serve --config /etc/tidings.yaml --log-format json",
            "  TIDINGS_LOG_RETAIN_BYTES=1GiB tidings serve",
            "",
            "  curl -N 'http://127.0.0.1:8080/events?email=ann%%40example.com'",
            "  curl http://127.0.0.1:8080/events -H 'Content-Type: application/json' -d \\",
            "    '{\"topic\": \"hello\", \"attributes\": {\"email\": \"ann@example.com\"}, \"data\": \"Hello Ann\"}'"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:It was told to stop, and did.",
            "1:It could not start, for instance because the port is in use.",
            "2:The command line or the configuration is wrong.",
            "130, 143:It was told to stop twice, and ended at once."
        },
        optionListHeading = "Options:%n",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = BuildVersion.class)
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOGGER = System.getLogger(ServeCommand.class.getName());

    private final Map<String, String> environment;
    private final CountDownLatch stop = new CountDownLatch(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration. Default: tidings.yaml in the working folder, if there is one.")
    private @Nullable Path config;

    ServeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        CommandSpec command = requireNonNull(spec, "spec");
        Configuration configuration = load(command);
        Logging.configure(configuration.get(Settings.LOGGING_FORMAT), configuration.get(Settings.LOGGING_LEVEL));
        try (RunningHub running = start(configuration)) {
            stopOn("TERM", 143);
            stopOn("INT", 130);
            Reload reload =
                    new Reload(running, () -> SettingOptions.load(command, Optional.ofNullable(config), environment));
            Signals.on("HUP", reload::run);
            running.metricsUrl().ifPresent(url -> LOGGER.log(Level.INFO, "health and metrics: {0}/metrics", url));
            PrintWriter out = command.commandLine().getOut();
            out.println("Tidings is ready on " + running.url());
            out.flush();
            stop.await();
            LOGGER.log(
                    Level.INFO,
                    "stopping, which may take {0}; another signal ends at once",
                    longestStop(configuration));
        }
        LOGGER.log(Level.INFO, "stopped");
        return 0;
    }

    private Configuration load(CommandSpec command) throws CommandFailedException {
        try {
            return SettingOptions.load(command, Optional.ofNullable(config), environment);
        } catch (ConfigurationException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, e.problems());
        }
    }

    private static RunningHub start(Configuration configuration) throws CommandFailedException {
        try {
            return RunningHub.start(configuration);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, List.of(String.valueOf(e.getMessage())));
        } catch (UncheckedIOException | IllegalStateException | LogStorageException e) {
            LOGGER.log(Level.DEBUG, "not started", e);
            String why = String.valueOf(e.getMessage());
            String remedy = why.contains("in use")
                    ? "; stop what listens there, or choose another port: --port 0 picks a free one"
                    : "";
            throw new CommandFailedException(CommandFailedException.FAILURE, List.of(why + remedy));
        }
    }

    private static String longestStop(Configuration configuration) {
        return configuration
                        .get(Settings.DRAIN_REFUSE)
                        .plus(configuration.get(Settings.DRAIN_STREAMS))
                        .toSeconds()
                + " s";
    }

    /** The first signal stops, the next ends at once. */
    private void stopOn(String signal, int exitCode) {
        Signals.on(signal, () -> {
            if (stop.getCount() == 0) {
                Runtime.getRuntime().halt(exitCode);
            }
            stop.countDown();
        });
    }
}
