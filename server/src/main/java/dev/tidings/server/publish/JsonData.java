package dev.tidings.server.publish;

import dev.tidings.hub.event.EventLimits;
import dev.tidings.server.http.StrictUtf8;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What is sent of a JSON value: of a text itself, of all else the compact JSON. */
final class JsonData {

    private JsonData() {}

    /**
     * The value whose first token is the current one, in UTF-8.
     *
     * @throws dev.tidings.server.http.ProblemException 400 if it has no UTF-8 form, 413 if it is too large
     */
    static byte[] read(JsonParser parser, JsonText text, EventLimits limits) {
        byte[] utf8;
        int at = text.index(parser.currentTokenLocation());
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            String value = parser.getString();
            if (StrictUtf8.hasUnpairedSurrogate(value)) {
                throw text.problem(at, 400, "data: an escape for half a surrogate pair (expected: valid Unicode)");
            }
            utf8 = value.getBytes(StandardCharsets.UTF_8);
        } else {
            parser.skipChildren();
            utf8 = text.compact(at, text.index(parser.currentLocation()));
        }
        checkSize(utf8, at, text, limits);
        return utf8;
    }

    /** @throws dev.tidings.server.http.ProblemException 413 */
    static void checkSize(byte[] data, int at, JsonText text, EventLimits limits) {
        if (data.length > limits.dataBytes()) {
            throw text.problem(
                    at, 413, "data: " + data.length + " bytes (expected: at most " + limits.dataBytes() + ")");
        }
    }
}
