package dev.tidings.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.tidings.cli.config.LogFormat;
import java.lang.System.Logger.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what libraries log to standard error; standard output is for what a command answers. */
final class Logging {

    /** {@code 2026-11-22T08:57:57.123Z INFO  SseServer - message} */
    private static final String LINE = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSX\", UTC} %-5level %logger{0} - %msg%n";

    /** Some seconds of a busy hub. If nobody reads them for longer, lines are lost rather than streams held up. */
    private static final int QUEUED_LINES = 8192;

    private static final int FLUSH_MILLIS = 1000;

    private Logging() {}

    static void configure(LogFormat format, Level level) {
        configure((LoggerContext) LoggerFactory.getILoggerFactory(), format, level);
    }

    /** For commands that say themselves what they have to say: the messages of libraries are for hubs. */
    static void quiet() {
        configure(LogFormat.TEXT, Level.ERROR);
    }

    static void configure(LoggerContext context, LogFormat format, Level level) {
        context.reset();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(format, context));
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(ch.qos.logback.classic.Level.valueOf(level == Level.WARNING ? "WARN" : level.name()));
        root.addAppender(detached(appender, context));
    }

    /** Lines wait in memory for whoever reads standard error: an event loop that logs never waits for that. */
    private static AsyncAppender detached(ConsoleAppender<ILoggingEvent> console, LoggerContext context) {
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setQueueSize(QUEUED_LINES);
        async.setDiscardingThreshold(0);
        async.setNeverBlock(true);
        async.setMaxFlushTime(FLUSH_MILLIS);
        async.addAppender(console);
        async.start();
        return async;
    }

    /** Writes what is still waiting; the last call before the process ends. */
    static void stop() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static Encoder<ILoggingEvent> encoder(LogFormat format, LoggerContext context) {
        if (format == LogFormat.JSON) {
            JsonLineEncoder encoder = new JsonLineEncoder();
            encoder.setContext(context);
            encoder.start();
            return encoder;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        encoder.start();
        return encoder;
    }
}
