package dev.tidings.emitter;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.EventField;
import dev.tidings.hub.stream.StreamFormat;
import org.jspecify.annotations.Nullable;

/** The data of events as it was published: all streams of an emitter that are not mapped share it. */
record DataFormat(StreamJson json) implements StreamFormat {

    @Override
    public byte[] block(Delivery delivery) {
        return EventField.TYPE.block(delivery);
    }

    @Override
    public byte[] state(@Nullable EventId id, Object state) {
        return json.state(id, state);
    }
}
