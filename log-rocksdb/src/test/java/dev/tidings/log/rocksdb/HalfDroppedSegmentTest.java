package dev.tidings.log.rocksdb;

import static dev.tidings.log.rocksdb.Contents.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.rocksdb.store.FloorStore;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import dev.tidings.log.rocksdb.tools.LogTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;

/** A log of which the process was killed while retention dropped a segment. */
@Timeout(60)
class HalfDroppedSegmentTest {

    private final Folders folders = new Folders();

    @AfterEach
    void removeFolders() throws IOException {
        folders.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLogIsWholeAndGoesOnStoringLists(boolean factsForgotten) throws RocksDBException {
        Path folder = folders.next();
        try (RocksLog log = open(folder)) {
            for (int i = 0; i < 3_000; i++) {
                log.append(List.of(numbered(i))).toCompletableFuture().join();
            }
            Contents.awaitListsStored(log);
        }
        long dropped = dropHalf(folder, factsForgotten);

        assertThat(LogTools.check(folder).problems()).isEmpty();
        assertThat(LogTools.info(folder).earliest()).isEqualTo(factsForgotten ? dropped : 0);
        try (RocksLog log = open(folder)) {
            assertThat(log.earliest()).isEqualTo(factsForgotten ? dropped : 0);
            for (int i = 0; i < 3_000; i++) {
                log.append(List.of(numbered(i))).toCompletableFuture().join();
            }
            Contents.awaitListsStored(log);
        }
        assertThat(LogTools.check(folder).problems()).isEmpty();
    }

    private static RocksLog open(Path folder) {
        return RocksLog.builder(folder).retainBytes(2 << 20).open();
    }

    /** What is noted before a segment goes, without its going; its last position. */
    private static long dropHalf(Path folder, boolean factsForgotten) throws RocksDBException {
        try (RocksStore store = RocksStore.open(LogFolder.database(folder), false)) {
            store.segments().values().forEach(ColumnFamilyHandle::close);
            SegmentFacts first = SegmentFacts.read(store.getMeta(SegmentFacts.key(1)));
            new FloorStore(store).raise(first.lastPosition());
            if (factsForgotten) {
                store.deleteMeta(SegmentFacts.key(1));
            }
            return first.lastPosition();
        }
    }
}
