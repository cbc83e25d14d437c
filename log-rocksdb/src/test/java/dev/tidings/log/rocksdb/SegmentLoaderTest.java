package dev.tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is retained is the same after an opening as before. */
class SegmentLoaderTest {

    private final Folders folders = new Folders();

    @AfterEach
    void clean() throws Exception {
        folders.close();
    }

    @Test
    void anIdOfAnEpochWithoutEventsDoesNotExpire() throws Exception {
        Path folder = folders.next();
        RocksLog.open(folder).close();
        try (RocksLog log = RocksLog.open(folder)) {
            log.append(List.of(Event.of("a", ""))).toCompletableFuture().get();
        }

        try (RocksLog log = RocksLog.open(folder)) {
            assertThat(log.earliest()).isZero();
        }
    }
}
