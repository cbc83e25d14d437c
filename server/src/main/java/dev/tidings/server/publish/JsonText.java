package dev.tidings.server.publish;

import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.StrictUtf8;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;

/**
 * The text that is being parsed, for saying where something is wrong with it.
 * <p>
 * For one thread and one document.
 */
final class JsonText {

    private static final Pattern HINTS = Pattern.compile(
            " \\((start marker|for Object starting|for Array starting) at .*|: enable .*|: maybe a \\(non-standard\\).*",
            Pattern.DOTALL);
    private static final Pattern ANY_VALUE = Pattern.compile(
            "(a valid value )?\\(JSON String, Number, Array, Object or token 'null', 'true' or 'false'\\)");
    private static final Pattern CODE = Pattern.compile("\\(('.+?'|\\(CTRL-CHAR, code \\d+\\))( \\(code [^)]*\\))?\\)");

    private final byte[] json;
    private final int from;
    private final int to;
    private final long firstLine;
    private int element;

    private JsonText(byte[] json, int from, int to, long firstLine) {
        this.json = json;
        this.from = from;
        this.to = to;
        this.firstLine = firstLine;
    }

    /**
     * The text behind a byte order mark, if there is one.
     *
     * @param firstLine the number of the first line, for the places in messages
     * @throws ProblemException 400 if it is not UTF-8
     */
    static JsonText of(byte[] json, int offset, int length, long firstLine) {
        int to = offset + length;
        JsonText text =
                new JsonText(json, startsWithByteOrderMark(json, offset, to) ? offset + 3 : offset, to, firstLine);
        text.checkEncoding();
        return text;
    }

    private static boolean startsWithByteOrderMark(byte[] json, int from, int to) {
        return to - from >= 3
                && json[from] == (byte) 0xEF
                && json[from + 1] == (byte) 0xBB
                && json[from + 2] == (byte) 0xBF;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** From here on problems are about this element of an array, counted from 1; 0 for none. */
    void startElement(int number) {
        element = number;
    }

    /** The parser takes surrogates and overlong forms as they are. A NUL at the beginning is a sign of UTF-16 or UTF-32. */
    private void checkEncoding() {
        int malformed = StrictUtf8.indexOfMalformed(json, from, to);
        if (malformed >= 0) {
            throw problem(malformed, 400, "not UTF-8");
        }
        for (int i = from; i < Math.min(to, from + 4); i++) {
            if (json[i] == 0) {
                throw problem(i, 400, "malformed JSON: a NUL byte (expected: UTF-8)");
            }
        }
    }

    byte[] compact(int begin, int end) {
        try {
            return CompactJson.of(json, begin, end);
        } catch (CompactJson.UnpairedSurrogateException e) {
            throw problem(e.at(), 400, "data: an escape for half a surrogate pair (expected: valid Unicode)");
        }
    }

    /** The index of the byte that a location of the parser means. */
    int index(TokenStreamLocation location) {
        return from + (int) location.getByteOffset();
    }

    /** About the parser's current token. */
    ProblemException problem(JsonParser parser, int status, String detail) {
        return problem(index(parser.currentTokenLocation()), status, detail);
    }

    ProblemException problem(int at, int status, String detail) {
        TextPosition position = TextPosition.of(json, from, Math.min(at, to), firstLine);
        String which = element == 0 ? "" : "event " + element + " of the array, ";
        return Problem.of(status, which + position + ": " + detail)
                .with("line", position.line())
                .with("column", position.column())
                .toException();
    }

    /** What the parser found malformed, without its hints to programmers. */
    ProblemException malformed(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        boolean known = location != null && location.getByteOffset() >= 0;
        String message = HINTS.matcher(String.valueOf(e.getOriginalMessage())).replaceFirst("");
        message = ANY_VALUE.matcher(message).replaceAll("a value");
        message = CODE.matcher(message).replaceAll("$1");
        return problem(
                known ? index(location) : to,
                400,
                "malformed JSON: " + message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1));
    }
}
