package dev.tidings.hub.stream;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import org.jspecify.annotations.Nullable;

/** The format of a stream that begins with a state: whoever misses events has to have a newer one, and so to come back. */
record StateFirst(StreamFormat events) implements StreamFormat {

    @Override
    public byte @Nullable [] block(Delivery delivery) {
        return events.block(delivery);
    }

    @Override
    public boolean endsAtGap() {
        return true;
    }

    @Override
    public byte[] state(@Nullable EventId id, Object state) {
        return events.state(id, state);
    }
}
