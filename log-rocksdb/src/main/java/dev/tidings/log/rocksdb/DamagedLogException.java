package dev.tidings.log.rocksdb;

/** What is stored is not what was written. */
final class DamagedLogException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DamagedLogException(String message) {
        super(message);
    }
}
