package dev.tidings.log.rocksdb.store;

/** A log cannot be opened, or its storage does not do as it is told. The message says why, and what to do about it. */
public final class LogStorageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LogStorageException(String message) {
        super(message);
    }

    public LogStorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
