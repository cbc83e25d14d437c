package dev.tidings.log.rocksdb.store;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;

/** Turns what RocksDB reports into what somebody can act on. */
public final class RocksErrors {

    private RocksErrors() {}

    /** An iterator ends at the first block it cannot read: that is no end. */
    public static void check(RocksIterator iterator) {
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw reading(e);
        }
    }

    public static LogStorageException reading(RocksDBException e) {
        return new LogStorageException(
                "the log could not be read: " + e.getMessage()
                        + (isDamage(e) ? "; `tidings log check` says what is damaged" : ""),
                e);
    }

    public static boolean isDamage(RocksDBException e) {
        Status status = e.getStatus();
        // Files that are missing are an invalid argument to RocksDB.
        return (status != null
                        && (status.getCode() == Status.Code.Corruption
                                || status.getCode() == Status.Code.InvalidArgument))
                || String.valueOf(e.getMessage()).contains("orruption");
    }

    public static boolean isFullDisk(RocksDBException e) {
        Status status = e.getStatus();
        return (status != null && status.getSubCode() == Status.SubCode.NoSpace)
                || String.valueOf(e.getMessage()).contains("No space left");
    }
}
