package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import java.util.List;

/**
 * What one body publishes.
 *
 * @param isArray whether the events came as an array, so that the answer is one too
 */
record EventBatch(List<Event> events, boolean isArray) {}
