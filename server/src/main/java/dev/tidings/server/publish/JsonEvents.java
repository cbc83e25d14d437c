package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Documents of one event or several, each a JSON object of some kind, read strictly: whatever does not belong there is refused,
 * with the place where it stands.
 * <p>
 * Safe for any thread.
 */
abstract class JsonEvents {

    /** 1 000: an array is published whole, and appending more at once would hold up the event loop for too long. */
    static final int MAX_EVENTS = 1_000;

    /** What a document may be. */
    enum Shape {
        ONE,
        ARRAY,
        ONE_OR_ARRAY
    }

    /** What one object is called, with its article. */
    private final String one;

    /** What an array of them is called. */
    private final String array;

    /** What to do with more than fits into one. */
    private final String remedy;

    JsonEvents(String one, String array, String remedy) {
        this.one = one;
        this.array = array;
        this.remedy = remedy;
    }

    abstract ObjectReader reader(JsonParser parser, JsonText text, Publisher publisher);

    /**
     * All events of a document.
     *
     * @param ofAll the key of all of them; null if there is none
     * @throws ProblemException 400 if anything is wrong with it, 413 if it is too large
     */
    EventBatch parse(byte[] json, int length, Shape shape, Publisher publisher, @Nullable IdempotencyKey ofAll) {
        JsonText text = JsonText.of(json, 0, length, 1);
        try (JsonParser parser = StrictJson.open(json, text)) {
            try {
                boolean isArray = begin(parser, text, shape);
                ObjectReader reader = reader(parser, text, publisher);
                Publication publication = isArray
                        ? readArray(reader, parser, text, publisher, ofAll)
                        : readOne(reader, parser, text, publisher, ofAll);
                StrictJson.checkEnd(parser, text);
                return new EventBatch(publication, isArray);
            } catch (JacksonException e) {
                throw StrictJson.refusal(e, parser, text);
            }
        }
    }

    /** Whether it is an array that begins. */
    final boolean begin(JsonParser parser, JsonText text, Shape shape) {
        JsonToken first = parser.nextToken();
        if (shape != Shape.ARRAY && first == JsonToken.START_OBJECT) {
            return false;
        }
        if (shape != Shape.ONE && first == JsonToken.START_ARRAY) {
            return true;
        }
        String expected = shape == Shape.ONE ? one : shape == Shape.ARRAY ? array : one + " or " + array;
        if (first == null) {
            throw Problem.of(400, "no JSON at all (expected: " + expected + ")").toException();
        }
        throw text.problem(parser, 400, EventReader.describe(first) + " (expected: " + expected + ")");
    }

    private static Publication readOne(
            ObjectReader reader,
            JsonParser parser,
            JsonText text,
            Publisher publisher,
            @Nullable IdempotencyKey ofAll) {
        Event event = granted(reader.read(), parser, text, publisher);
        IdempotencyKey key = key(reader, parser, text, ofAll);
        return key == null ? Publication.of(List.of(event)) : Publication.of(List.of(event), key);
    }

    private @Nullable Publication readArray(
            ObjectReader reader,
            JsonParser parser,
            JsonText text,
            Publisher publisher,
            @Nullable IdempotencyKey ofAll) {
        KeyedEvents events = new KeyedEvents();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            text.startElement(events.size() + 1);
            if (events.size() == MAX_EVENTS) {
                throw text.problem(
                        parser,
                        413,
                        "more than " + MAX_EVENTS + " events in an array (expected: at most " + MAX_EVENTS + "; "
                                + remedy + ")");
            }
            if (!parser.hasToken(JsonToken.START_OBJECT)) {
                throw text.problem(
                        parser, 400, EventReader.describe(parser.currentToken()) + " (expected: " + one + ")");
            }
            Event event = granted(reader.read(), parser, text, publisher);
            key(reader, parser, text, ofAll);
            events.add(event, reader.key());
        }
        text.startElement(0);
        return events.isEmpty() ? null : events.toPublication(ofAll);
    }

    /** The event, if its publisher may publish it. */
    static Event granted(Event event, JsonParser parser, JsonText text, Publisher publisher) {
        if (!publisher.mayPublish(event)) {
            throw text.problem(parser, 403, publisher.refusal(event));
        }
        return event;
    }

    /** The one key that counts, of all events or of the event that was read last. */
    private static @Nullable IdempotencyKey key(
            ObjectReader reader, JsonParser parser, JsonText text, @Nullable IdempotencyKey ofAll) {
        IdempotencyKey own = reader.key();
        if (own != null && ofAll != null) {
            throw text.problem(
                    parser,
                    400,
                    "a key of its own, beside that of the whole body (expected: either the header field Idempotency-Key"
                            + " or the field 'idempotencyKey' of events)");
        }
        return own == null ? ofAll : own;
    }
}
