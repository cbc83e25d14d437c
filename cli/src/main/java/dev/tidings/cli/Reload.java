package dev.tidings.cli;

import dev.tidings.cli.config.Configuration;
import dev.tidings.cli.config.ConfigurationException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** Reads the configuration again while the hub runs, and takes over what can be: access and endpoints, all or nothing. */
final class Reload {

    private static final Logger LOGGER = System.getLogger(Reload.class.getName());

    private final RunningHub running;
    private final Source source;

    /** Where the configuration comes from. */
    @FunctionalInterface
    interface Source {
        Configuration load() throws ConfigurationException;
    }

    Reload(RunningHub running, Source source) {
        this.running = running;
        this.source = source;
    }

    /** Tells what came of it in the log. Blocks for as long as files are read; one at a time. */
    synchronized void run() {
        try {
            Configuration configuration = source.load();
            running.reload(configuration).whenComplete((ended, failure) -> {
                if (failure == null) {
                    LOGGER.log(
                            Level.INFO,
                            "SIGHUP: access and endpoints are as the configuration says now; streams that ended over it: {0}",
                            ended);
                } else {
                    LOGGER.log(Level.ERROR, "SIGHUP: streams could not be looked at", failure);
                }
            });
            warnOfOthers(running.waitingForRestart(configuration));
        } catch (ConfigurationException e) {
            e.problems().forEach(Reload::refuse);
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private static void refuse(String problem) {
        LOGGER.log(Level.ERROR, "SIGHUP: nothing has changed: {0}", problem);
    }

    private static void warnOfOthers(List<String> settings) {
        if (!settings.isEmpty()) {
            LOGGER.log(Level.WARNING, "SIGHUP: needs a restart: {0}", String.join(", ", settings));
        }
    }
}
