package dev.tidings.log.rocksdb;

import static dev.tidings.log.rocksdb.Contents.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import dev.tidings.log.rocksdb.store.LogStorageException;
import dev.tidings.log.rocksdb.store.Sync;
import dev.tidings.log.rocksdb.tools.LogInfo;
import dev.tidings.log.rocksdb.tools.LogTools;
import dev.tidings.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link LogTools#info}: of a log that is open, and of one that is not, the same. */
@Timeout(60)
class LogInfoTest {

    private static final int EVENTS = 3_000;

    private final Folders folders = new Folders();
    private final ManualClock clock = new ManualClock();

    @AfterEach
    void removeFolders() throws IOException {
        folders.close();
    }

    @Test
    void anOpenLogAndAClosedOneAreDescribedAlike() {
        Path folder = folders.next();
        fill(folder, 0).close();
        Instant second = clock.instant();
        LogInfo open;
        try (RocksLog log = fill(folder, EVENTS)) {
            Publication keyed = Publication.of(List.of(numbered(0)), new IdempotencyKey(1, 2, 3));
            log.append(keyed).toCompletableFuture().join();
            Contents.awaitListsStored(log);
            open = LogTools.info(folder);

            assertThat(open.state()).isEqualTo(LogInfo.State.OPEN);
            assertThat(open.head()).isEqualTo(log.head());
            assertThat(open.earliest()).isEqualTo(log.earliest());
        }
        LogInfo closed = LogTools.info(folder);

        assertThat(open.version()).isEqualTo(1);
        assertThat(open.sync()).isEqualTo(Sync.OS);
        assertThat(open.events()).isEqualTo(2 * EVENTS + 1);
        assertThat(open.newest()).isEqualTo(second.plusSeconds(EVENTS));
        assertThat(open.oldest()).isEqualTo(second.minusSeconds(EVENTS - 1));
        assertThat(open.epochs()).extracting(LogInfo.Epoch::lossy).containsExactly(false, false);
        assertThat(open.epochs())
                .extracting(LogInfo.Epoch::opened)
                .containsExactly(second.minusSeconds(EVENTS), second);
        assertThat(open.segments()).hasSizeGreaterThan(3);
        assertThat(open.segments())
                .filteredOn(segment -> !segment.listsStored())
                .hasSize(1);
        assertThat(open.segments().stream().mapToLong(LogInfo.Segment::events).sum())
                .isEqualTo(2 * EVENTS + 1);
        assertThat(open.keys()).isEqualTo(1);
        assertThat(open.diskBytes()).isPositive();
        assertThat(closed.state()).isEqualTo(LogInfo.State.CLOSED);
        assertThat(closed)
                .usingRecursiveComparison()
                .ignoringFields("state", "diskBytes", "segments")
                .isEqualTo(open);
        // An open log may have just begun a segment, of which nothing is stored.
        List<LogInfo.Segment> filled =
                open.segments().stream().filter(segment -> segment.events() > 0).toList();
        assertThat(closed.segments())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("listBytes")
                .isEqualTo(filled);
    }

    @Test
    void aKilledLogIsDescribedToo() throws IOException {
        Path folder = folders.next();
        Path killed;
        try (RocksLog log = fill(folder, 0)) {
            Contents.awaitListsStored(log);
            killed = folders.copy(folder);
        }

        LogInfo info = LogTools.info(killed);

        assertThat(info.state()).isEqualTo(LogInfo.State.ENDED);
        assertThat(info.events()).isEqualTo(EVENTS);
    }

    @Test
    void lookingChangesNothing() throws IOException {
        Path folder = folders.next();
        fill(folder, 0).close();
        Path killed;
        try (RocksLog log = fill(folder, EVENTS)) {
            Contents.awaitListsStored(log);
            killed = folders.copy(folder);
        }
        for (Path each : List.of(folder, killed)) {
            Map<String, String> before = files(each);

            LogTools.info(each);
            LogTools.check(each);

            assertThat(files(each)).isEqualTo(before);
        }
    }

    @Test
    void aFolderWithoutALogIsToldAndStaysAsItIs() throws IOException {
        Path empty = Files.createDirectories(folders.next());
        for (Path folder : List.of(empty, folders.next())) {
            assertThatThrownBy(() -> LogTools.info(folder))
                    .isInstanceOf(LogStorageException.class)
                    .hasMessageContaining("there is none (expected:");
            assertThatThrownBy(() -> LogTools.check(folder)).isInstanceOf(LogStorageException.class);
            assertThatThrownBy(() -> LogTools.backup(folder, folders.next())).isInstanceOf(LogStorageException.class);
        }
        assertThat(empty).isEmptyDirectory();
    }

    private RocksLog fill(Path folder, int first) {
        RocksLog log = RocksLog.builder(folder)
                .retainBytes(4 << 20)
                .clock(clock)
                .retainAge(Duration.ofDays(10))
                .open();
        for (int i = first; i < first + EVENTS; i++) {
            clock.advance(Duration.ofSeconds(1));
            log.append(List.of(numbered(i))).toCompletableFuture().join();
        }
        return log;
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : Folders.list(folder)) {
            String content = Files.isDirectory(file) ? "" : " " + Arrays.hashCode(Files.readAllBytes(file));
            files.put(folder.relativize(file).toString(), Files.getLastModifiedTime(file) + content);
        }
        return files;
    }
}
