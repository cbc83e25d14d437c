package dev.tidings.hubclient;

import dev.tidings.client.EventSourceError;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;

/**
 * Gets the events of a subscription, one at a time and in order.
 * <p>
 * One that blocks holds up its own subscription and nothing else: the hub then waits for it. One that throws harms nobody: the
 * exception is logged, and the next event follows.
 */
@FunctionalInterface
public interface HubListener {

    void onEvent(HubEvent event);

    /**
     * Events may be missing before the next one: the hub no longer keeps them, or never knew the id. Who must not miss anything
     * reads its state anew. Everything behind {@link Gap#earliest()} follows.
     */
    default void onGap(Gap gap) {}

    /**
     * The hub ends the stream on purpose: {@link CloseReason#EXPIRED}, {@link CloseReason#REVOKED} or {@link CloseReason#BEHIND}.
     * The subscription tries again with a new token, behind the last event; {@link #onError} tells whether it may.
     */
    default void onClosed(CloseReason reason) {}

    /** A stream has begun, for the first time or again. */
    default void onOpen() {}

    /**
     * There is no stream at the moment. Nothing is lost by that: the subscription tries again and goes on where it was, unless
     * {@link EventSourceError#willReconnect()} is false; then this was its last call.
     */
    default void onError(EventSourceError error) {}
}
