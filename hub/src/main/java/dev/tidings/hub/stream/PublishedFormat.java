package dev.tidings.hub.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.EventField;
import dev.tidings.sse.SseEncoder;
import org.jspecify.annotations.Nullable;

/** Events as they were published; a state is text. */
record PublishedFormat(EventField field) implements StreamFormat {

    @Override
    public byte[] block(Delivery delivery) {
        return field.block(delivery);
    }

    @Override
    public byte[] state(@Nullable EventId id, Object state) {
        if (state instanceof CharSequence text) {
            return SseEncoder.message(
                    id == null ? null : id.toString(), null, text.toString().getBytes(UTF_8));
        }
        throw new IllegalArgumentException("state: " + state.getClass().getName()
                + " (expected: a text, as this stream carries events as they were published)");
    }
}
