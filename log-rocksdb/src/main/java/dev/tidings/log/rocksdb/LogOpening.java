package dev.tidings.log.rocksdb;

import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.EpochStore;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.LogStorageException;
import dev.tidings.log.rocksdb.store.RocksErrors;
import dev.tidings.log.rocksdb.store.RocksStore;
import java.io.IOException;
import org.rocksdb.RocksDBException;

/**
 * Opens the log in a folder that this process has taken: once more, if damage is explained by a machine that went down and could be cut
 * off; otherwise it says what is wrong, and lets go of the folder.
 * <p>
 * For one thread, for one opening.
 */
final class LogOpening {

    private final LogFolder folder;
    private final EpochStore.Opening opening;
    private final Maker maker;

    /** Makes a log of a database. */
    @FunctionalInterface
    interface Maker {
        RocksLog make(RocksStore store) throws RocksDBException, IOException;
    }

    LogOpening(LogFolder folder, EpochStore.Opening opening, Maker maker) {
        this.folder = folder;
        this.opening = opening;
        this.maker = maker;
    }

    RocksLog open() {
        try {
            return openOrRepair();
        } catch (RocksDBException | DamagedLogException | IOException e) {
            folder.close();
            throw cannotOpen(e);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private RocksLog openOrRepair() throws RocksDBException, IOException {
        try {
            return openOnce();
        } catch (RocksDBException | DamagedLogException e) {
            if (isDamage(e) && isRepaired(e)) {
                return openOnce();
            }
            throw e;
        }
    }

    private boolean isRepaired(Exception damage) {
        try {
            return LostEnd.cutOff(folder, opening);
        } catch (RocksDBException | DamagedLogException e) {
            damage.addSuppressed(e);
            return false;
        }
    }

    private static boolean isDamage(Exception e) {
        return !(e instanceof RocksDBException failed) || RocksErrors.isDamage(failed);
    }

    private RocksLog openOnce() throws RocksDBException, IOException {
        folder.makeDatabase();
        RocksStore store = RocksStore.open(folder.database(), folder.isNew());
        try {
            return maker.make(store);
        } catch (RocksDBException | IOException | RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    private LogStorageException cannotOpen(Exception e) {
        if (e instanceof IOException io) {
            return LogFolder.cannotUse(folder.path(), io);
        }
        String what = "log in " + folder.path() + ": ";
        if (e instanceof RocksDBException failed && RocksErrors.isFullDisk(failed)) {
            return new LogStorageException(
                    what + "the disk is full (expected: room for the log); free some, or choose another folder", e);
        }
        if (!isDamage(e)) {
            return new LogStorageException(what + "it cannot be opened: " + e.getMessage(), e);
        }
        return new LogStorageException(
                what + "it is damaged: " + e.getMessage() + "; `tidings log check --data " + folder.path()
                        + "` says what can be read; restore a backup, or choose another folder",
                e);
    }
}
