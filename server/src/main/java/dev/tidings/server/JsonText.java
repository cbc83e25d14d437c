package dev.tidings.server;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;

/**
 * The text that is being parsed, for saying where something is wrong with it.
 * <p>
 * For one thread and one document.
 */
final class JsonText {

    private final byte[] json;
    private final int from;
    private final int to;
    private final long firstLine;
    private int element;

    JsonText(byte[] json, int from, int to, long firstLine) {
        this.json = json;
        this.from = from;
        this.to = to;
        this.firstLine = firstLine;
    }

    /** From here on problems are about this element of an array, counted from 1; 0 for none. */
    void startElement(int number) {
        element = number;
    }

    /** Jackson would take UTF-16 and UTF-32 by their NUL bytes, and surrogates and overlong forms as they are. */
    void checkEncoding() {
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
        String which = element == 0 ? "" : "event " + element + " of the array: ";
        return Problem.of(status, which + detail + " at " + position)
                .with("line", position.line())
                .with("column", position.column())
                .toException();
    }

    ProblemException malformed(JacksonException e, @Nullable String what) {
        return problem(
                e.getLocation() == null || e.getLocation().getByteOffset() < 0 ? to : index(e.getLocation()),
                400,
                "malformed JSON: " + (what == null ? e.getOriginalMessage() : what));
    }
}
