package dev.tidings.hubclient;

import java.io.Serial;

/** The client keeps as many events as it may, all of them waiting for the hub; this one was not taken, and not published. */
public final class HubBusyException extends PublishException {

    @Serial
    private static final long serialVersionUID = 1;

    HubBusyException(String message) {
        super(message, false);
    }
}
