package dev.tidings.hubclient;

import java.io.Serial;

/**
 * The hub refuses an event, and would refuse it again: it is malformed, too large, or not this client's to publish. It was not
 * published.
 */
public final class EventRefusedException extends PublishException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    EventRefusedException(int status, String detail) {
        super("the hub refuses it with " + status + ": " + detail, false);
        this.status = status;
    }

    /** The HTTP status of the refusal: 400, 401, 403, 413 or another one of 300-499. */
    public int status() {
        return status;
    }
}
