package dev.tidings.log.rocksdb.store;

/** What is stored is not what was written. */
public final class DamagedLogException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DamagedLogException(String message) {
        super(message);
    }
}
