package dev.tidings.server.publish;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.http.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Events as JSON.
 * <p>
 * Safe for any thread.
 */
final class EventJson extends JsonEvents {

    /** Takes one event of many. */
    interface Sink {
        /**
         * @param key its own; null if it has none
         * @param line the number of its first line, from 1
         */
        void event(Event event, @Nullable IdempotencyKey key, long line);
    }

    private final EventLimits limits;

    EventJson(EventLimits limits) {
        super("an event", "an array of events", "send several arrays, or application/x-ndjson");
        this.limits = requireNonNull(limits, "limits");
    }

    @Override
    EventReader reader(JsonParser parser, JsonText text, Publisher publisher) {
        return new EventReader(parser, text, limits, publisher);
    }

    /**
     * One event, or an array of them.
     *
     * @param ofAll the key of all of them; null if there is none
     * @throws ProblemException 400 if anything is wrong with it, 413 if it is too large
     */
    EventBatch parse(byte[] json, int length, Publisher publisher, @Nullable IdempotencyKey ofAll) {
        return parse(json, length, Shape.ONE_OR_ARRAY, publisher, ofAll);
    }

    /**
     * One event.
     *
     * @param firstLine the number of the first line, for the places in messages
     * @throws ProblemException 400 if anything is wrong with it, 413 if it is too large
     */
    void parseOne(byte[] json, int offset, int length, long firstLine, Publisher publisher, Sink sink) {
        JsonText text = JsonText.of(json, offset, length, firstLine);
        try (JsonParser parser = StrictJson.open(json, text)) {
            try {
                begin(parser, text, Shape.ONE);
                EventReader reader = reader(parser, text, publisher);
                Event event = granted(reader.read(), parser, text, publisher);
                StrictJson.checkEnd(parser, text);
                sink.event(event, reader.key(), firstLine);
            } catch (JacksonException e) {
                throw StrictJson.refusal(e, parser, text);
            }
        }
    }
}
