package dev.tidings.hub.log;

/** The log is closed: it takes nothing and gives nothing any more. */
public final class LogClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    public LogClosedException() {
        super("the log is closed");
    }
}
