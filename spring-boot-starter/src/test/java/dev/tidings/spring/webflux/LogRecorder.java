package dev.tidings.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Hears what is logged, by us and by all others, from when on it is made. */
final class LogRecorder extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final List<ILoggingEvent> heard = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    LogRecorder() {
        setContext(root.getLoggerContext());
        start();
        root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        heard.add(event);
    }

    void assertNoWarning() {
        assertThat(heard)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    void assertSaid(String text) {
        assertThat(heard).extracting(ILoggingEvent::getFormattedMessage).contains(text);
    }

    void assertNoneSaid(String part) {
        assertThat(heard).extracting(ILoggingEvent::getFormattedMessage).noneMatch(message -> message.contains(part));
    }

    @Override
    public void close() {
        root.detachAppender(this);
    }
}
