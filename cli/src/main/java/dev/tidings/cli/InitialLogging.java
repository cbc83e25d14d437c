package dev.tidings.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.tidings.cli.config.LogFormat;
import java.lang.System.Logger.Level;

/**
 * How Logback is before a command has read its configuration. Without it, Logback looks for files and then writes everything to
 * standard output.
 */
public final class InitialLogging extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logging.configure(context, LogFormat.TEXT, Level.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
