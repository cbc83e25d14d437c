package dev.tidings.log.rocksdb;

import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.IdempotencyTable;
import dev.tidings.hub.replay.MemoryLists;
import dev.tidings.hub.replay.SegmentLists;
import dev.tidings.log.rocksdb.store.DurableFiles;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.OpeningTimes;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import dev.tidings.log.rocksdb.store.StoredLists;
import dev.tidings.log.rocksdb.store.Sync;
import dev.tidings.log.rocksdb.tools.BackupMaker;
import dev.tidings.log.rocksdb.tools.DatabaseCopy;
import dev.tidings.log.rocksdb.tools.InfoBuilder;
import dev.tidings.log.rocksdb.tools.LogBackup;
import dev.tidings.log.rocksdb.tools.LogControl;
import dev.tidings.log.rocksdb.tools.LogInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDBException;

/**
 * What those who ask about a log that is open may see and do: {@link LogControl} does it for them.
 * <p>
 * For any thread, as long as the log is open.
 */
final class OpenLog implements LogControl.Requests {

    private final Path folder;
    private final RocksStore store;
    private final Segments segments;
    private final Epochs epochs;
    private final Sync sync;
    private final IdempotencyTable table;

    OpenLog(Path folder, RocksStore store, Segments segments, Epochs epochs, Sync sync, IdempotencyTable table) {
        this.folder = folder;
        this.store = store;
        this.segments = segments;
        this.epochs = epochs;
        this.sync = sync;
        this.table = table;
    }

    @Override
    public LogInfo info() throws RocksDBException, IOException {
        InfoBuilder info = new InfoBuilder(epochs, new OpeningTimes(store).load());
        List<Segment> list;
        long head;
        int keys;
        segments.commitLock().lock();
        try {
            list = segments.list();
            head = segments.head();
            keys = table.size();
        } finally {
            segments.commitLock().unlock();
        }
        for (Segment segment : list) {
            SegmentFacts facts = segment.facts(segment.listBytes());
            info.add(facts, count(segment, head), segment.isStored());
        }
        return info.build(
                LogInfo.State.OPEN,
                LogFolder.VERSION,
                sync,
                list.get(0).before(),
                head,
                keys,
                DurableFiles.bytes(folder));
    }

    private static long count(Segment segment, long head) {
        MemoryLists memory = segment.memoryLists();
        if (memory != null) {
            long count = 0;
            for (int ordinal = segment.upTo(head) - 1; ordinal >= 0; ordinal--) {
                count += memory.topicAt(ordinal) >= 0 ? 1 : 0;
            }
            return count;
        }
        try (SegmentLists lists = segment.lists()) {
            // Without lists retention has just dropped it.
            return lists instanceof StoredLists stored ? stored.count() : 0;
        }
    }

    @Override
    public LogBackup backup(Path target) {
        return new BackupMaker(DatabaseCopy.ofOpen(store), folder, segments.head()).make(target);
    }
}
