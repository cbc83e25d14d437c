package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Publication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one body publishes.
 *
 * @param publication null for an empty array
 * @param isArray whether the events came as an array, so that the answer is one too
 */
record EventBatch(@Nullable Publication publication, boolean isArray) {

    List<Event> events() {
        return publication == null ? List.of() : publication.events();
    }
}
