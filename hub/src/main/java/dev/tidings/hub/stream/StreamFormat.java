package dev.tidings.hub.stream;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.EventFormat;
import org.jspecify.annotations.Nullable;

/** How a stream's events become blocks, and the state that it may begin with. A value, as {@link EventFormat} says. */
public interface StreamFormat extends EventFormat {

    /**
     * The block of one object of a state.
     *
     * @param id what the block is to carry; null for none, as more of the state follows
     * @throws IllegalArgumentException if this format has no text for such an object
     */
    byte[] state(@Nullable EventId id, Object state);
}
