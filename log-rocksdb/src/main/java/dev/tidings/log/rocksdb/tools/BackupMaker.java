package dev.tidings.log.rocksdb.tools;

import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.DurableFiles;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.LogStorageException;
import dev.tidings.log.rocksdb.store.RocksErrors;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/**
 * Copies a log into another folder, while it is written to or not. For one backup.
 */
public final class BackupMaker {
    /*
     *   DIR/db.partial     a checkpoint of the database: files that do not change any more are linked where that is possible
     *          │           read once, as a hub would: it has an epoch, and at least what was acknowledged before
     *          v           forced to the disk
     *   DIR/db
     *   DIR/tidings-backup
     *   DIR/tidings-log    from here on it is taken for a log
     */

    private static final String PARTIAL = "db.partial";

    /** 3: a checkpoint that caught the database between two steps is made again. */
    private static final int ATTEMPTS = 3;

    private final DatabaseCopy database;
    private final Path log;
    private final long head;

    /**
     * @param database how to copy it
     * @param log the folder of the log
     * @param head the last position that the backup must have
     */
    public BackupMaker(DatabaseCopy database, Path log, long head) {
        this.database = database;
        this.log = log;
        this.head = head;
    }

    /**
     * Makes a backup, which survives a power cut when this returns.
     *
     * @param target absolute; empty, or not there yet
     * @throws LogStorageException if that is impossible; nothing is left of it
     */
    public LogBackup make(Path target) {
        try {
            boolean made = prepare(target);
            boolean whole = false;
            try {
                LogBackup backup = fill(target);
                whole = true;
                return backup;
            } finally {
                if (!whole) {
                    discard(target, made);
                }
            }
        } catch (IOException e) {
            throw new LogStorageException("backup in " + target + ": " + reason(e), e);
        } catch (RocksDBException e) {
            throw new LogStorageException(
                    "backup in " + target + ": "
                            + (RocksErrors.isFullDisk(e) ? "the disk is full" : e.getMessage())
                            + " (expected: a log that can be read, and room for it)",
                    e);
        } catch (DamagedLogException e) {
            throw new LogStorageException(
                    "backup in " + target + ": the log is damaged: " + e.getMessage()
                            + "; `tidings log check` says more",
                    e);
        }
    }

    /** Whether the folder had to be made. */
    private boolean prepare(Path target) throws IOException {
        if (!target.isAbsolute()) {
            throw new LogStorageException("backup in " + target + ": relative (expected: an absolute path)");
        }
        if (isInside(target.normalize(), log.toRealPath())) {
            throw new LogStorageException(
                    "backup in " + target + ": lies in the folder of the log (expected: a folder elsewhere)");
        }
        if (!Files.exists(target)) {
            LogFolder.makePrivate(target);
            return true;
        }
        try (Stream<Path> files = Files.list(target)) {
            if (files.findAny().isPresent()) {
                throw new LogStorageException(
                        "backup in " + target + ": something is in there (expected: an empty folder, or none)");
            }
        }
        return false;
    }

    private static boolean isInside(Path target, Path folder) throws IOException {
        Path existing = target;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && existing.toRealPath().startsWith(folder);
    }

    private LogBackup fill(Path target) throws IOException, RocksDBException {
        Path partial = target.resolve(PARTIAL);
        LogInfo info = copy(partial);
        LogFolder.keepPrivate(partial);
        DurableFiles.forceAll(partial);
        Files.move(partial, LogFolder.database(target));
        DurableFiles.forceFolder(target);
        LogFolder.markBackup(target, info.head());
        DurableFiles.forceFolder(target);
        Path parent = target.getParent();
        if (parent != null) {
            DurableFiles.forceFolder(parent);
        }
        String epoch = info.epochs().get(info.epochs().size() - 1).name();
        return new LogBackup(target, DurableFiles.bytes(target), epoch, info.earliest(), info.head(), info.events());
    }

    /**
     * The files of the database and what its journal says are not of quite the same moment: lists may be noted as stored whose file
     * came too late. So what was copied is read.
     */
    private LogInfo copy(Path partial) throws IOException, RocksDBException {
        for (int attempt = 1; ; attempt++) {
            database.copyTo(partial);
            try (StoredLog copy = StoredLog.open(partial)) {
                LogInfo info = copy.info(LogInfo.State.BACKUP, LogFolder.VERSION, partial);
                if (info.head() < head) {
                    throw new DamagedLogException(
                            "the copy ends at " + info.head() + " (expected: at least " + head + ")");
                }
                return info;
            } catch (DamagedLogException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
            DurableFiles.deleteContents(partial);
            Files.delete(partial);
        }
    }

    private static void discard(Path target, boolean made) throws IOException {
        DurableFiles.deleteContents(target);
        if (made) {
            Files.delete(target);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied (expected: a place where the hub's user may write)";
        }
        if (e instanceof NoSuchFileException) {
            return "the folder that it is to be made in is not there";
        }
        return e instanceof FileSystemException failed && failed.getReason() != null
                ? failed.getReason()
                : e.toString();
    }
}
