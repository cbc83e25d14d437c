package dev.tidings.server.publish;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Events as JSON, read strictly: whatever an event does not have is refused, with the place where it stands.
 * <p>
 * Safe for any thread.
 */
final class EventJson {

    /** 500 levels: deeper than data of people and programs, shallow enough for what reads it recursively. */
    static final int MAX_DEPTH = 500;

    /** 1 000: an array is published whole, and appending more at once would hold up the event loop for too long. */
    static final int MAX_EVENTS = 1_000;

    // Numbers and texts are never converted, only copied: the length of the body bounds them. Only a parser of UTF-8
    // bytes knows
    // at which byte a token begins, hence no detection of other encodings.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .build();

    private final EventLimits limits;

    EventJson(EventLimits limits) {
        this.limits = requireNonNull(limits, "limits");
    }

    /**
     * One event, or an array of them.
     *
     * @throws ProblemException 400 if anything is wrong with it, 413 if it is too large
     */
    EventBatch parse(byte[] json, int offset, int length) {
        return read(json, offset, length, 1, true);
    }

    /**
     * One event.
     *
     * @param firstLine the number of the first line, for the places in messages
     * @throws ProblemException 400 if anything is wrong with it, 413 if it is too large
     */
    Event parseOne(byte[] json, int offset, int length, long firstLine) {
        return read(json, offset, length, firstLine, false).events().get(0);
    }

    private EventBatch read(byte[] json, int offset, int length, long firstLine, boolean arrays) {
        int to = offset + length;
        int from = startsWithByteOrderMark(json, offset, to) ? offset + 3 : offset;
        JsonText text = new JsonText(json, from, to, firstLine);
        text.checkEncoding();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json, from, to - from)) {
            return read(parser, text, arrays);
        }
    }

    private EventBatch read(JsonParser parser, JsonText text, boolean arrays) {
        try {
            boolean array = begin(parser, text, arrays);
            EventReader reader = new EventReader(parser, text, limits);
            List<Event> events = array ? readArray(reader, parser, text) : List.of(reader.read());
            if (parser.nextToken() != null) {
                throw text.problem(parser, 400, "more behind the end of the JSON (expected: nothing)");
            }
            return new EventBatch(events, array);
        } catch (StreamConstraintsException e) {
            if (!String.valueOf(e.getOriginalMessage()).contains("nesting depth")) {
                throw text.malformed(e);
            }
            throw text.problem(
                    text.index(parser.currentLocation()),
                    400,
                    "JSON nested too deep (expected: at most " + MAX_DEPTH + " levels)");
        } catch (JacksonException e) {
            throw text.malformed(e);
        }
    }

    /** Whether it is an array that begins. */
    private static boolean begin(JsonParser parser, JsonText text, boolean arrays) {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            return false;
        }
        if (arrays && first == JsonToken.START_ARRAY) {
            return true;
        }
        String expected = arrays ? "an event or an array of events" : "an event";
        if (first == null) {
            throw Problem.of(400, "no JSON at all (expected: " + expected + ")").toException();
        }
        throw text.problem(parser, 400, EventReader.describe(first) + " (expected: " + expected + ")");
    }

    private static List<Event> readArray(EventReader reader, JsonParser parser, JsonText text) {
        List<Event> events = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            text.startElement(events.size() + 1);
            if (events.size() == MAX_EVENTS) {
                throw text.problem(
                        parser,
                        413,
                        "more than " + MAX_EVENTS + " events in an array (expected: at most " + MAX_EVENTS
                                + "; send several arrays, or application/x-ndjson)");
            }
            if (!parser.hasToken(JsonToken.START_OBJECT)) {
                throw text.problem(parser, 400, EventReader.describe(parser.currentToken()) + " (expected: an event)");
            }
            events.add(reader.read());
        }
        text.startElement(0);
        return events;
    }

    private static boolean startsWithByteOrderMark(byte[] json, int from, int to) {
        return to - from >= 3
                && json[from] == (byte) 0xEF
                && json[from + 1] == (byte) 0xBB
                && json[from + 2] == (byte) 0xBF;
    }
}
