package dev.tidings.server.publish;

import dev.tidings.hub.event.EventLimits;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.StrictUtf8;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** What the data of a CloudEvent is, by its media type. All of it can be sent as text; nothing else can. */
enum DataType {
    /** Sent as compact JSON; a JSON text as the text it stands for. */
    JSON {
        @Override
        byte[] sent(byte[] bytes, int length, EventLimits limits) {
            JsonText text = JsonText.of(bytes, 0, length, 1);
            try (JsonParser parser = StrictJson.open(bytes, text)) {
                try {
                    if (parser.nextToken() == null) {
                        throw Problem.of(400, "no JSON at all (expected: a value, as the media type says)")
                                .toException();
                    }
                    byte[] data = JsonData.read(parser, text, limits);
                    StrictJson.checkEnd(parser, text);
                    return data;
                } catch (JacksonException e) {
                    throw StrictJson.refusal(e, parser, text);
                }
            }
        }
    },
    /** Sent as it is. */
    TEXT {
        @Override
        byte[] sent(byte[] bytes, int length, EventLimits limits) {
            int malformed = StrictUtf8.indexOfMalformed(bytes, 0, length);
            if (malformed >= 0) {
                throw Problem.of(400, "data: not UTF-8 at byte " + malformed + " (expected: text, as which it is sent)")
                        .toException();
            }
            if (length > limits.dataBytes()) {
                throw Problem.of(413, "data: " + length + " bytes (expected: at most " + limits.dataBytes() + ")")
                        .toException();
            }
            return Arrays.copyOf(bytes, length);
        }
    };

    static final String EXPECTED = "JSON, XML or text/*, since data is sent as text";

    /**
     * What is sent of data that came as bytes: the same as if it had come as a JSON value.
     *
     * @throws ProblemException 400 if it is not of this type, 413 if it is too large
     */
    abstract byte[] sent(byte[] bytes, int length, EventLimits limits);

    /**
     * Null if the data is neither.
     *
     * @param mediaType may have parameters
     */
    static @Nullable DataType of(String mediaType) {
        String bare = mediaType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        String subtype = bare.substring(bare.indexOf('/') + 1);
        if (subtype.length() == bare.length()) {
            return null;
        }
        if (subtype.equals("json") || subtype.endsWith("+json")) {
            return JSON;
        }
        return bare.startsWith("text/") || subtype.equals("xml") || subtype.endsWith("+xml") ? TEXT : null;
    }
}
