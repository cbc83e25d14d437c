package dev.tidings.hub;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;

/**
 * Gets events inside this JVM, one at a time and in the log's order, on the hub's executor.
 * <p>
 * A slow one falls behind and reads from the log at its own pace; one that throws harms nobody: the exception is logged and the
 * next event follows.
 */
@FunctionalInterface
public interface Listener {

    void onDelivery(Delivery delivery);

    /** Events may be missing before the next one. */
    default void onGap(Gap gap) {}

    /** The last call: the hub was closed or has ended this subscription. */
    default void onEnd(CloseReason reason) {}
}
