package dev.tidings.cli;

import dev.tidings.cli.config.Configuration;
import dev.tidings.cli.config.ConfigurationException;
import dev.tidings.cli.config.LogKind;
import dev.tidings.cli.config.Origin;
import dev.tidings.cli.config.Setting;
import dev.tidings.cli.config.Settings;
import dev.tidings.log.rocksdb.store.LogStorageException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which log a command is about: the one that `serve` would open. */
final class LogFolderOption {

    /** What else there is to set is nothing to these commands. */
    static final List<Setting<?>> SETTINGS = List.of(Settings.LOG_DIRECTORY);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration. Default: tidings.yaml in the working folder, if there is one.")
    private @Nullable Path config;

    /** @throws CommandFailedException if the configuration is wrong, or has no folder for a log */
    Path folder(CommandSpec command, Map<String, String> environment) throws CommandFailedException {
        Configuration configuration;
        try {
            configuration = SettingOptions.load(command, Optional.ofNullable(config), environment);
        } catch (ConfigurationException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, e.problems());
        }
        // The messages of the library are for hubs; what these commands have to say, they say themselves.
        Logging.configure(configuration.get(Settings.LOGGING_FORMAT), Level.ERROR);
        if (configuration.get(Settings.LOG_KIND) == LogKind.MEMORY
                && configuration.origin(Settings.LOG_DIRECTORY).equals(Origin.DEFAULT)) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    List.of("log.kind: memory ("
                            + configuration.origin(Settings.LOG_KIND).words()
                            + "; expected: rocksdb, since a log in memory has no folder; --data names one)"));
        }
        return configuration.get(Settings.LOG_DIRECTORY);
    }

    /** What the work comes to; that it failed is said in one line. */
    static <T> T answer(Supplier<T> work) throws CommandFailedException {
        try {
            return work.get();
        } catch (LogStorageException e) {
            throw new CommandFailedException(CommandFailedException.FAILURE, List.of(String.valueOf(e.getMessage())));
        }
    }
}
