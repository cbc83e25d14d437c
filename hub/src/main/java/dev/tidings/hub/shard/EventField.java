package dev.tidings.hub.shard;

import dev.tidings.hub.event.Event;
import org.jspecify.annotations.Nullable;

/** What the {@code event:} line of a stream says. */
public enum EventField {
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
}
