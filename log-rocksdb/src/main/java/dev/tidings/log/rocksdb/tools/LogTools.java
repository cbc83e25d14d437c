package dev.tidings.log.rocksdb.tools;

import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.FolderHold;
import dev.tidings.log.rocksdb.store.Input;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.LogStorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;

/**
 * What can be done with the folder of a log from outside, whether or not a process has it open: that is asked then. Waits for the
 * disk.
 * <p>
 * Every method throws {@link LogStorageException} if it cannot do its work; the message says why, and what to do. Safe for any
 * thread.
 */
public final class LogTools {

    private LogTools() {}

    /** What there is to know of a log. Changes nothing in its folder, and needs no right to. */
    public static LogInfo info(Path folder) {
        int version = versionOf(folder);
        Input answer = ControlClient.ask(folder, ControlConnection.INFO);
        if (answer != null) {
            return readAnswer(folder, () -> LogInfo.read(answer));
        }
        return withoutHub(folder, log -> {
            LogInfo.State state = LogFolder.isBackup(folder) ? LogInfo.State.BACKUP : log.end();
            return log.info(state, version, folder);
        });
    }

    /**
     * Copies a log into a folder, from which a log can be opened at once, or later. Whoever opens it begins with a boundary that is
     * lossy: what the other log has published meanwhile is not in it.
     *
     * @param target empty, or not there yet; the process that has the log open makes it
     */
    public static LogBackup backup(Path folder, Path target) {
        versionOf(folder);
        Path absolute = target.toAbsolutePath().normalize();
        if (absolute.toString().indexOf('\n') >= 0) {
            throw new LogStorageException("backup in " + absolute + ": has a line end (expected: a path without)");
        }
        Input answer = ControlClient.ask(folder, ControlConnection.BACKUP + absolute);
        if (answer != null) {
            return readAnswer(folder, () -> LogBackup.read(answer));
        }
        return withoutHub(folder, log -> {
            DatabaseCopy database = DatabaseCopy.ofFiles(LogFolder.database(folder));
            return new BackupMaker(database, folder, log.head(folder)).make(absolute);
        });
    }

    /** Reads everything that is in a log which no process has open, and compares what depends on each other. Changes nothing. */
    public static LogCheck check(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw noLog(folder);
        }
        // In this order: to look at the lock may cost the process that has it.
        if (ControlClient.ask(folder, ControlConnection.INFO) != null) {
            throw isOpen(folder, "stop it, or make a backup and check that");
        }
        try (FolderHold hold = FolderHold.take(folder)) {
            if (hold == null) {
                throw isOpen(folder, "stop it, or make a backup and check that");
            }
            return LogChecker.check(folder);
        } catch (IOException e) {
            throw LogFolder.cannotUse(folder, e);
        }
    }

    private static int versionOf(Path folder) {
        try {
            int version = Files.isDirectory(folder) ? LogFolder.version(folder) : 0;
            if (version == 0) {
                throw noLog(folder);
            }
            return version;
        } catch (IOException e) {
            throw LogFolder.cannotUse(folder, e);
        }
    }

    private static LogStorageException noLog(Path folder) {
        return new LogStorageException(
                "log in " + folder + ": there is none (expected: the folder that a hub has its log in)");
    }

    private static LogStorageException isOpen(Path folder, String remedy) {
        return new LogStorageException("log in " + folder + ": a process has it open (expected: none; " + remedy + ")");
    }

    /** What is done with a log that no process has open. */
    private interface Work<T> {
        T with(StoredLog log) throws RocksDBException, IOException;
    }

    private static <T> T withoutHub(Path folder, Work<T> work) {
        try (FolderHold hold = FolderHold.take(folder)) {
            if (hold == null) {
                throw isOpen(folder, "it has no socket to be asked by, so stop it first");
            }
            try (StoredLog log = StoredLog.open(LogFolder.database(folder))) {
                return work.with(log);
            }
        } catch (IOException e) {
            throw LogFolder.cannotUse(folder, e);
        } catch (RocksDBException | DamagedLogException e) {
            throw new LogStorageException(
                    "log in " + folder + ": it cannot be read: " + e.getMessage() + "; `tidings log check --data "
                            + folder + "` says more",
                    e);
        }
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T readAnswer(Path folder, Reading<T> reading) {
        try {
            return reading.read();
        } catch (DamagedLogException e) {
            throw new LogStorageException(
                    "log in " + folder + ": the process that has it open answers what this version does not understand"
                            + " (expected: the same version of Tidings)",
                    e);
        }
    }
}
