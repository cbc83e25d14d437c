package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** Reads the objects of a document, one event each. For one thread and one document. */
interface ObjectReader {

    /** Reads the event whose first brace is the current token, up to and with its last one. */
    Event read();

    /** The key of the event that was read last; null if it has none. */
    @Nullable
    IdempotencyKey key();
}
