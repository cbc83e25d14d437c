package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.sse.SseEncoder;
import org.jspecify.annotations.Nullable;

/** An event as it was published; what differs is what the {@code event:} line says. */
public enum EventField implements EventFormat {
    /** The event's type, if it has one; so that a plain {@code onmessage} gets all others. */
    TYPE {
        @Override
        public @Nullable String of(Event event) {
            return event.type();
        }
    },
    /** The event's topic. */
    TOPIC {
        @Override
        public String of(Event event) {
            return event.topic();
        }
    };

    public abstract @Nullable String of(Event event);

    @Override
    public byte[] block(Delivery delivery) {
        return SseEncoder.message(
                delivery.epoch() + "-" + delivery.position(),
                of(delivery.event()),
                delivery.event().dataUtf8());
    }
}
