package dev.tidings.emitter;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;

/**
 * What was emitted, with all that is known about it.
 *
 * @param id where it stands in the log
 * @param event as it was published
 * @param value the very object that was emitted
 */
public record Emitted<T>(EventId id, Event event, T value) {

    public String topic() {
        return event.topic();
    }
}
