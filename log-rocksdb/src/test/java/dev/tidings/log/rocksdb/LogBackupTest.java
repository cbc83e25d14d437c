package dev.tidings.log.rocksdb;

import static dev.tidings.log.rocksdb.Contents.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.Epochs.Epoch;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.LogStorageException;
import dev.tidings.log.rocksdb.tools.BackupMaker;
import dev.tidings.log.rocksdb.tools.DatabaseCopy;
import dev.tidings.log.rocksdb.tools.LogBackup;
import dev.tidings.log.rocksdb.tools.LogInfo;
import dev.tidings.log.rocksdb.tools.LogTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link LogTools#backup}: of a log that is being written to, and of one that nobody has open. */
@Timeout(120)
class LogBackupTest {

    private static final int APPENDERS = 3;
    private static final int BACKUPS = 4;

    private final Folders folders = new Folders();

    @AfterEach
    void removeFolders() throws IOException {
        folders.close();
    }

    @Test
    void aBackupWhileOthersAppendIsAPrefixWithAllThatWasAcknowledgedBefore() throws Exception {
        Path folder = folders.next();
        List<LogBackup> backups = new ArrayList<>();
        List<Long> acknowledged = new ArrayList<>();
        List<String> whole;
        ExecutorService threads = Executors.newFixedThreadPool(APPENDERS);
        try (RocksLog log = RocksLog.builder(folder).retainBytes(1L << 30).open()) {
            AtomicBoolean enough = new AtomicBoolean();
            List<Future<?>> appenders = new ArrayList<>();
            for (int i = 0; i < APPENDERS; i++) {
                appenders.add(threads.submit(() -> appendUntil(enough, log)));
            }
            for (int i = 0; i < BACKUPS; i++) {
                acknowledged.add(log.append(List.of(numbered(i)))
                        .toCompletableFuture()
                        .join()
                        .get(0)
                        .position());
                backups.add(LogTools.backup(folder, folders.next()));
            }
            enough.set(true);
            for (Future<?> appender : appenders) {
                appender.get();
            }
            whole = Contents.of(log);
        } finally {
            threads.shutdownNow();
        }

        for (int i = 0; i < BACKUPS; i++) {
            LogBackup backup = backups.get(i);
            LogInfo info = LogTools.info(backup.folder());
            assertThat(info.state()).isEqualTo(LogInfo.State.BACKUP);
            assertThat(info.events()).isEqualTo(backup.events());
            assertThat(info.head()).isEqualTo(backup.head());
            assertThat(LogTools.check(backup.folder()).problems()).isEmpty();
            assertThat(backup.head()).isGreaterThanOrEqualTo(acknowledged.get(i));
            List<String> copied = Contents.of(backup.folder());
            assertThat(copied).hasSize(Math.toIntExact(backup.events()));
            assertThat(copied.equals(whole.subList(0, copied.size())))
                    .as("it is a prefix")
                    .isTrue();
        }
    }

    private static void appendUntil(AtomicBoolean enough, RocksLog log) {
        for (int i = 0; !enough.get(); i++) {
            log.append(List.of(numbered(i), numbered(i + 1)))
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    void readersOfWhatWasOpenedFromABackupAreToldOfALoss() throws IOException {
        Path folder = folders.next();
        LogBackup backup;
        EventId inBackup;
        EventId afterwards;
        try (RocksLog log = RocksLog.open(folder)) {
            inBackup = append(log, 1);
            backup = LogTools.backup(folder, folders.next());
            afterwards = append(log, 2);
        }
        try (RocksLog restored = RocksLog.open(backup.folder())) {
            List<Epoch> epochs = restored.epochs().list();
            assertThat(epochs).extracting(Epoch::lossy).containsExactly(false, true);
            Epochs.Place place = restored.epochs().locate(inBackup, restored.head());
            assertThat(restored.epochs().nextLossyStart(place.cursor()))
                    .isEqualTo(epochs.get(1).start());
            assertThat(restored.epochs().locate(afterwards, restored.head()).gap())
                    .contains(Gap.Reason.LOST);
        }
        try (RocksLog again = RocksLog.open(backup.folder())) {
            assertThat(again.epochs().list()).extracting(Epoch::lossy).containsExactly(false, true, false);
        }
    }

    @Test
    void aLogThatNobodyHasOpenIsCopiedWithWhatWasNotFlushed() throws IOException {
        Path folder = folders.next();
        List<String> whole;
        Path killed;
        try (RocksLog log = RocksLog.open(folder)) {
            for (int i = 0; i < 100; i++) {
                append(log, i);
            }
            whole = Contents.of(log);
            killed = folders.copy(folder);
        }
        for (Path each : List.of(folder, killed)) {
            LogBackup backup = LogTools.backup(each, folders.next());

            assertThat(backup.events()).isEqualTo(100);
            assertThat(LogTools.check(backup.folder()).problems()).isEmpty();
            assertThat(Contents.of(backup.folder())).isEqualTo(whole);
        }
        assertThat(Contents.of(killed)).isEqualTo(whole);
    }

    @Test
    void whatIsInTheWayIsToldAndLeftAlone() throws IOException {
        Path folder = folders.next();
        Path full = Files.createDirectories(folders.next());
        Files.writeString(full.resolve("mine"), "");
        for (boolean open : new boolean[] {true, false}) {
            RocksLog log = RocksLog.open(folder);
            if (!open) {
                log.close();
            }
            refused(folder, full, "something is in there (expected: an empty folder, or none)");
            refused(folder, folder.resolve("inside"), "lies in the folder of the log");
            refused(folder, folders.next().resolve("deep"), "the folder that it is to be made in is not there");
            log.close();
        }
        assertThat(full).isDirectoryContaining(file -> file.endsWith("mine"));
        assertThat(folder.resolve("inside")).doesNotExist();
    }

    @Test
    void nothingIsLeftOfABackupThatFailed() throws IOException {
        Path folder = folders.next();
        RocksLog.open(folder).close();
        Path database = LogFolder.database(folder);
        Path target = folders.next();
        assertThatThrownBy(() -> new BackupMaker(DatabaseCopy.ofFiles(database), folder, 1_000).make(target))
                .isInstanceOf(LogStorageException.class)
                .hasMessageContaining("expected: at least 1000");
        assertThat(target).doesNotExist();

        Files.createDirectory(target);
        assertThatThrownBy(() -> new BackupMaker(DatabaseCopy.ofFiles(database), folder, 1_000).make(target))
                .isInstanceOf(LogStorageException.class);
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void aBackupThatIsNotCompleteIsNotTakenForALog() throws IOException {
        Path folder = folders.next();
        RocksLog.open(folder).close();
        LogBackup backup = LogTools.backup(folder, folders.next());
        Files.delete(backup.folder().resolve("tidings-log"));

        assertThatThrownBy(() -> RocksLog.open(backup.folder()))
                .isInstanceOf(LogStorageException.class)
                .hasMessageContaining("has files in it");
    }

    private static void refused(Path folder, Path target, String why) {
        assertThatThrownBy(() -> LogTools.backup(folder, target))
                .isInstanceOf(LogStorageException.class)
                .hasMessageContaining(target.toString())
                .hasMessageContaining(why);
    }

    private static EventId append(RocksLog log, int number) {
        return log.append(List.of(numbered(number)))
                .toCompletableFuture()
                .join()
                .get(0);
    }
}
