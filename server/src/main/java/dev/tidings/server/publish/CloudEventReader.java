package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.http.ProblemException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads CloudEvents in their JSON format from a parser, one at a time and in one pass.
 * <p>
 * For one thread and one document.
 */
final class CloudEventReader implements ObjectReader {

    private static final String DATA = "data";
    private static final String BASE64 = "data_base64";
    private static final byte[] NOTHING = {};

    private final JsonParser parser;
    private final JsonText text;
    private final EventLimits limits;
    private final CloudEventContext context;

    // Of the CloudEvent being read; where data began, or -1.
    private byte[] data = NOTHING;
    private int dataAt;
    private boolean dataIsText;
    private byte[] decoded = NOTHING;
    private int base64At;
    private @Nullable IdempotencyKey key;

    CloudEventReader(JsonParser parser, JsonText text, EventLimits limits, CloudEventContext context) {
        this.parser = parser;
        this.text = text;
        this.limits = limits;
        this.context = context;
    }

    @Override
    public Event read() {
        context.clear();
        data = NOTHING;
        dataAt = -1;
        decoded = NOTHING;
        base64At = -1;
        key = null;
        int begin = here();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            readMember(parser.currentName());
        }
        byte[] sent = sentData();
        try {
            Event event = context.event(sent);
            key = context.key();
            return event;
        } catch (IllegalArgumentException e) {
            throw text.problem(begin, 400, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public @Nullable IdempotencyKey key() {
        return key;
    }

    private void readMember(String name) {
        switch (name) {
            case DATA -> {
                refuseIf(dataAt >= 0 || base64At >= 0, name);
                parser.nextToken();
                dataAt = here();
                dataIsText = parser.currentToken() == JsonToken.VALUE_STRING;
                data = JsonData.read(parser, text, limits);
            }
            case BASE64 -> {
                refuseIf(dataAt >= 0 || base64At >= 0, name);
                if (parser.nextToken() != JsonToken.VALUE_NULL) {
                    base64At = here();
                    decoded = decode();
                }
            }
            default -> readAttribute(name);
        }
    }

    private void refuseIf(boolean seen, String name) {
        if (seen) {
            throw problem("'" + name + "' beside other data (expected: 'data' or 'data_base64', once)");
        }
    }

    private byte[] decode() {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw problem("data_base64: " + EventReader.describe(parser.currentToken()) + " (expected: a text)");
        }
        try {
            return Base64.getDecoder().decode(parser.getString());
        } catch (IllegalArgumentException e) {
            throw problem("data_base64: no Base64 (expected: the alphabet with + and /)");
        }
    }

    private void readAttribute(String name) {
        try {
            context.begin(name);
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                return;
            }
            boolean defined = CloudEventContext.DEFINED.contains(name);
            if (token != JsonToken.VALUE_STRING && (defined || !token.isScalarValue())) {
                throw problem(name + ": " + EventReader.describe(token) + " (expected: a text"
                        + (defined ? ")" : ", a number, true or false)"));
            }
            context.put(name, parser.getString());
        } catch (IllegalArgumentException e) {
            throw problem(String.valueOf(e.getMessage()));
        }
    }

    /** What is sent of the data, now that its type is known. */
    private byte[] sentData() {
        if (base64At >= 0) {
            try {
                return context.dataType().sent(decoded, decoded.length, limits);
            } catch (ProblemException e) {
                throw text.problem(
                        base64At,
                        e.problem().status(),
                        "data_base64, decoded: " + e.problem().detail());
            }
        }
        if (dataAt >= 0 && !dataIsText && context.dataType() == DataType.TEXT) {
            throw text.problem(dataAt, 400, "data: no text, which its datacontenttype says it is (expected: a text)");
        }
        return data;
    }

    private int here() {
        return text.index(parser.currentTokenLocation());
    }

    private ProblemException problem(String detail) {
        return text.problem(parser, 400, detail);
    }
}
