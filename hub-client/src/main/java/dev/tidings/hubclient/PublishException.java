package dev.tidings.hubclient;

import java.io.Serial;

/**
 * An event was not published, or nobody knows whether it was.
 * <p>
 * The message says why, in the words of the hub where it gave any.
 */
public class PublishException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final boolean mayBePublished;

    PublishException(String message, boolean mayBePublished) {
        super(message);
        this.mayBePublished = mayBePublished;
    }

    /**
     * Whether the event may be in the log all the same: it was sent, and no answer says what became of it. If this is false, the
     * event was certainly not published, and may be published again.
     */
    public boolean mayBePublished() {
        return mayBePublished;
    }
}
