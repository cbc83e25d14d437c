package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.Suggestion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads events from a parser, one at a time and in one pass.
 * <p>
 * For one thread and one document.
 */
final class EventReader implements ObjectReader {

    private static final List<String> FIELDS = List.of("topic", "attributes", "type", "data", "idempotencyKey");

    private final JsonParser parser;
    private final JsonText text;
    private final EventLimits limits;
    private final Publisher publisher;

    // Of the event being read.
    private Event.@Nullable Builder builder;
    private @Nullable String type;
    private int typeAt;
    private byte @Nullable [] data;
    private @Nullable IdempotencyKey key;
    private final List<String> names = new ArrayList<>();
    // Name and value in turn: what came before the topic, without which there is no builder.
    private final List<String> early = new ArrayList<>();
    private int attributesAt;
    // A value given twice counts twice: what is counted is what was read.
    private int values;

    /** @param publisher whose keys the events' are */
    EventReader(JsonParser parser, JsonText text, EventLimits limits, Publisher publisher) {
        this.parser = parser;
        this.text = text;
        this.limits = limits;
        this.publisher = publisher;
    }

    @Override
    public Event read() {
        builder = null;
        type = null;
        data = null;
        key = null;
        names.clear();
        early.clear();
        attributesAt = -1;
        values = 0;
        int begin = here();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            readField(parser.currentName());
        }
        return finish(begin);
    }

    @Override
    public @Nullable IdempotencyKey key() {
        return key;
    }

    private void readField(String name) {
        switch (name) {
            case "topic" -> {
                refuseIf(builder != null, name);
                builder = topic();
            }
            case "type" -> {
                refuseIf(type != null, name);
                type = text(name, "a text; leave it out for none");
                typeAt = here();
            }
            case "data" -> {
                refuseIf(data != null, name);
                parser.nextToken();
                data = JsonData.read(parser, text, limits);
            }
            case "attributes" -> {
                refuseIf(attributesAt >= 0, name);
                attributes();
            }
            case "idempotencyKey" -> {
                refuseIf(key != null, name);
                key = idempotencyKey(name);
            }
            default ->
                throw problem("unknown field " + Problem.quote(name) + ": an event takes " + String.join(", ", FIELDS)
                        + Suggestion.near(name, FIELDS));
        }
    }

    private void refuseIf(boolean seen, String name) {
        if (seen) {
            throw problem("field '" + name + "' is given twice (expected: once)");
        }
    }

    private Event.Builder topic() {
        String topic = text("topic", "a text such as \"filter.verified\"");
        try {
            return Event.builder(topic);
        } catch (IllegalArgumentException e) {
            throw problem(e);
        }
    }

    private IdempotencyKey idempotencyKey(String name) {
        String value = text(name, "a text; leave it out for none");
        try {
            return publisher.key(value);
        } catch (IllegalArgumentException e) {
            throw problem(e);
        }
    }

    private String text(String name, String expected) {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.VALUE_STRING) {
            throw problem(name + ": " + describe(token) + " (expected: " + expected + ")");
        }
        return parser.getString();
    }

    private void attributes() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw problem("attributes: " + describe(parser.currentToken())
                    + " (expected: an object such as {\"email\": \"ann@example.com\"})");
        }
        attributesAt = here();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            attribute(parser.currentName());
        }
    }

    private void attribute(String name) {
        if (names.contains(name)) {
            throw problem("attribute " + Problem.quote(name)
                    + " is given twice (expected: once, with an array for several values)");
        }
        if (names.size() == limits.attributes()) {
            throw problem("attributes: more than " + limits.attributes() + " (expected: at most " + limits.attributes()
                    + ")");
        }
        names.add(name);
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            attributeValue(name);
            return;
        }
        if (parser.nextToken() == JsonToken.END_ARRAY) {
            throw problem("attribute " + Problem.quote(name) + ": an empty array (expected: at least one value)");
        }
        do {
            attributeValue(name);
        } while (parser.nextToken() != JsonToken.END_ARRAY);
    }

    private void attributeValue(String name) {
        JsonToken token = parser.currentToken();
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            throw problem("attribute " + Problem.quote(name) + ": " + describe(token)
                    + " (expected: a text, a number, true or false, or an array of those)");
        }
        if (values == limits.values()) {
            throw problem("attribute values: more than " + limits.values() + " (expected: at most " + limits.values()
                    + " in all)");
        }
        values++;
        String value = parser.getString();
        if (builder == null) {
            early.add(name);
            early.add(value);
            return;
        }
        try {
            builder.attribute(name, value);
        } catch (IllegalArgumentException e) {
            throw problem(e);
        }
    }

    private Event finish(int begin) {
        if (builder == null) {
            throw text.problem(begin, 400, "no topic: an event needs one, such as \"topic\": \"filter.verified\"");
        }
        if (data == null) {
            throw text.problem(begin, 400, "no data: an event needs it, \"data\": null or \"\" where there is none");
        }
        int at = attributesAt;
        try {
            for (int i = 0; i < early.size(); i += 2) {
                builder.attribute(early.get(i), early.get(i + 1));
            }
            if (type != null) {
                at = typeAt;
                builder.type(type);
            }
            at = attributesAt;
            Event event = builder.dataUtf8(data).build();
            limits.check(event);
            return event;
        } catch (IllegalArgumentException e) {
            throw text.problem(at, 400, String.valueOf(e.getMessage()));
        }
    }

    private int here() {
        return text.index(parser.currentTokenLocation());
    }

    private ProblemException problem(String detail) {
        return text.problem(parser, 400, detail);
    }

    private ProblemException problem(IllegalArgumentException e) {
        return problem(String.valueOf(e.getMessage()));
    }

    static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> token.name();
        };
    }
}
