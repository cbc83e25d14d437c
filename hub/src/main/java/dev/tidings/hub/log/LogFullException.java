package dev.tidings.hub.log;

/** More is waiting to be appended than the log's bound allows. Nothing was appended; trying later may succeed. */
public final class LogFullException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LogFullException(String message) {
        super(message);
    }
}
