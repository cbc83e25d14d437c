package dev.tidings.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Hears all that is logged as a warning or worse, by us and by the containers. */
final class LogRecorder extends Handler implements AutoCloseable {

    /** Tomcat warns of a machine that is slow to give it random numbers. */
    private static final String STARTING = "org.apache.catalina.util.SessionIdGeneratorBase";

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");

    LogRecorder() {
        root.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        if (!STARTING.equals(record.getLoggerName()) && record.getLevel().intValue() >= Level.WARNING.intValue()) {
            heard.add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
        }
    }

    List<String> heard() {
        return heard;
    }

    void assertSilent() {
        assertThat(heard).isEmpty();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
    }
}
