package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.EVERYTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.log.MemoryLog;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who reads while the log is closed under it stops, without a word and without a gap: nothing was lost. */
class ClosedLogTest {

    private static final Logger HUB_LOG = Logger.getLogger("dev.tidings.hub");

    private final MemoryLog log = MemoryLog.open();
    private final HubFixture fixture = new HubFixture(HubFixture.SMALL_TAIL, log);
    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        HUB_LOG.addHandler(handler);
    }

    @AfterEach
    void unlisten() {
        HUB_LOG.removeHandler(handler);
    }

    @Test
    void readerThatIsBehindStopsQuietly() {
        EventId first = fixture.publish(1);
        fixture.rollTail();
        stopsQuietly(Start.after(first.toString()));
    }

    @Test
    void newcomerThatAsksForTheNewestStopsQuietly() {
        fixture.rollTail();
        stopsQuietly(Start.last(5));
    }

    private void stopsQuietly(Start start) {
        RecordingSubscriber reader = new RecordingSubscriber(fixture.loop, fixture.encoding);
        fixture.join(reader, EVERYTHING, start, "");
        log.close();
        fixture.scheduler.settle();
        fixture.scheduler.passSeconds(5);

        assertThat(reader.gaps()).isEmpty();
        assertThat(reader.data()).isEmpty();
        assertThat(reader.end()).isNull();

        fixture.hub.close();
        fixture.scheduler.settle();

        assertThat(reader.end()).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
        assertThat(logged).isEmpty();
    }
}
