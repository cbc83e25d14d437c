package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * How an event becomes a block of {@code text/event-stream}.
 * <p>
 * A value: streams with equal formats may share bytes, others never do. Called once for each event and shard, on event loops and
 * reader threads, on several at once: so it must not block, and what it throws ends nothing but is reported by whoever made it.
 */
public interface EventFormat {

    /** The block, which nobody changes; null to leave the event out. */
    byte @Nullable [] block(Delivery delivery);

    /** Whether a stream of this format ends where it would be told of a gap: its client comes back, and gets more than that. */
    default boolean endsAtGap() {
        return false;
    }
}
