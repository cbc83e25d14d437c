package dev.tidings.log.rocksdb.tools;

import dev.tidings.hub.log.Epochs;
import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.DurableFiles;
import dev.tidings.log.rocksdb.store.EpochStore;
import dev.tidings.log.rocksdb.store.FloorStore;
import dev.tidings.log.rocksdb.store.GroupSummary;
import dev.tidings.log.rocksdb.store.KeyStore;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.LogStorageException;
import dev.tidings.log.rocksdb.store.OpeningTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;

/**
 * Reads everything in a log that nobody has open, and says what is wrong. Whatever it finds, it goes on with what can be read.
 * <p>
 * For one check.
 */
final class LogChecker {

    private final Path folder;
    private final Problems problems = new Problems();
    private LogInfo.State state = LogInfo.State.ENDED;
    private long events;
    private long first;
    private long last;
    private int segments;
    private long lists;

    private LogChecker(Path folder) {
        this.folder = folder;
    }

    /** @throws LogStorageException if there is no log */
    static LogCheck check(Path folder) throws IOException {
        LogChecker checker = new LogChecker(folder);
        checker.checkVersion();
        checker.checkDatabase();
        return new LogCheck(
                checker.problems.list(),
                checker.state,
                checker.events,
                checker.first,
                checker.last,
                checker.segments,
                checker.lists,
                DurableFiles.bytes(folder));
    }

    private void checkVersion() throws IOException {
        try {
            if (LogFolder.version(folder) == 0) {
                throw new LogStorageException("log in " + folder + ": there is none (expected: the folder of a log)");
            }
        } catch (LogStorageException e) {
            if (!Files.isDirectory(LogFolder.database(folder))) {
                throw e;
            }
            problems.add("the folder", e);
        }
    }

    private void checkDatabase() throws IOException {
        Path database = LogFolder.database(folder);
        try (StoredLog log = StoredLog.open(database)) {
            problems.in("the files", () -> log.store().db().verifyChecksum());
            checkContents(log);
            List<OrphanFiles.Orphan> orphans = new ArrayList<>();
            problems.in("the files", () -> orphans.addAll(OrphanFiles.find(log, database)));
            orphans.forEach(orphan -> problems.in(orphan.file(), () -> orphan.check(floor(log), last)));
        } catch (RocksDBException | RuntimeException e) {
            problems.add("the database cannot be opened", e);
            FileSurvey survey = FileSurvey.of(database);
            events = survey.events();
            first = survey.first();
            last = survey.last();
            survey.damaged().forEach((file, why) -> problems.add(file, why));
        }
    }

    private void checkContents(StoredLog log) {
        Epochs epochs = problems.valueIn("the epochs", log::epochs);
        problems.in("the last opening", () -> {
            if (new EpochStore(log.store()).lastOpening() == null) {
                throw new DamagedLogException("nothing tells of it");
            }
            new OpeningTimes(log.store()).load();
        });
        checkSegments(log, epochs);
        problems.in("the idempotency keys", () -> new KeyStore(log.store()).count());
        problems.in("the end", () -> checkEnd(log, epochs));
    }

    private static long floor(StoredLog log) throws RocksDBException {
        return new FloorStore(log.store()).load();
    }

    private void checkSegments(StoredLog log, @Nullable Epochs epochs) {
        // Not what retention has dropped: a process that was killed meanwhile may have left some of it.
        long before = 0;
        boolean oldest = true;
        for (Map.Entry<Long, ColumnFamilyHandle> segment : log.segments().entrySet()) {
            SegmentCheck check = new SegmentCheck(log, segment.getKey(), segment.getValue(), epochs, problems);
            check.run(before, oldest);
            GroupSummary found = check.summary();
            segments += found.isEmpty() ? 0 : 1;
            lists += check.lists();
            if (!found.isEmpty()) {
                first = events == 0 ? found.first() : first;
                last = found.last();
                events += found.count();
                before = Math.max(before, last);
                oldest = false;
            }
        }
    }

    private void checkEnd(StoredLog log, @Nullable Epochs epochs) throws RocksDBException, IOException {
        long head = Math.max(last, floor(log));
        if (epochs != null) {
            head = Math.max(head, epochs.list().get(epochs.list().size() - 1).start());
        }
        Long closed = new EpochStore(log.store()).closedHead();
        if (LogFolder.isBackup(folder)) {
            state = LogInfo.State.BACKUP;
            long copied = LogFolder.headOfBackup(folder);
            if (copied >= 0 && copied != head) {
                throw new DamagedLogException("the backup went up to " + copied + " and now ends at " + head);
            }
        } else {
            state = log.end();
        }
        if (closed != null && closed != head) {
            throw new DamagedLogException("it was closed in order at " + closed + " and now ends at " + head);
        }
    }
}
