package dev.tidings.server.publish;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.server.http.ProblemException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One event as a line of NDJSON, read as a hub reads it and with the same words for what is wrong.
 * <p>
 * Safe for any thread.
 */
public final class EventLine {

    private final EventJson json;

    public EventLine(EventLimits limits) {
        this.json = new EventJson(limits);
    }

    /**
     * The event.
     *
     * @param utf8 without the end of the line
     * @param line its number, for messages
     * @throws IllegalArgumentException if it is none, or has an idempotency key: those are for whoever sends it; the message begins
     *     with line and column
     */
    public Event read(byte[] utf8, long line) {
        AtomicReference<Event> read = new AtomicReference<>();
        try {
            json.parseOne(utf8, 0, utf8.length, line, Publisher.UNKNOWN, (event, key, itsLine) -> {
                if (key != null) {
                    throw new IllegalArgumentException(
                            "line " + line + ": idempotencyKey (expected: none; who sends it again gives it a key)");
                }
                read.set(event);
            });
        } catch (ProblemException e) {
            throw new IllegalArgumentException(e.problem().detail(), e);
        }
        return requireNonNull(read.get(), "event");
    }
}
