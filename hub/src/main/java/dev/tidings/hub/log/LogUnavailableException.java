package dev.tidings.hub.log;

/** Storage failed: its disk is full, say. Nothing was acknowledged; trying later may succeed, and with a key it is safe to. */
public final class LogUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message what failed, and what somebody can do about it */
    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
