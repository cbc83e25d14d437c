package dev.tidings.hubclient;

import dev.tidings.client.EventSource;
import dev.tidings.client.ReadyState;

/** A listener that gets events of a hub, until it is closed or the hub refuses it. Safe for any thread. */
public final class HubSubscription implements AutoCloseable {

    private final EventSource source;
    private final Runnable whenClosed;

    HubSubscription(EventSource source, Runnable whenClosed) {
        this.source = source;
        this.whenClosed = whenClosed;
    }

    public ReadyState readyState() {
        return source.readyState();
    }

    /**
     * The id behind which it would go on now; empty if it has none. It moves with what the hub says about events for others, too,
     * so it is worth keeping where there are few events. The event with this id may still be in the hands of the listener.
     */
    public String lastEventId() {
        return source.lastEventId();
    }

    /** No call of the listener begins any more. */
    @Override
    public void close() {
        source.close();
        whenClosed.run();
    }
}
