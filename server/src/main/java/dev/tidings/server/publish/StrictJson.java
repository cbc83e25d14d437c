package dev.tidings.server.publish;

import dev.tidings.server.http.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Opens parsers of JSON as it is published, and says what they find wrong. Safe for any thread. */
final class StrictJson {

    /** 500 levels: deeper than data of people and programs, shallow enough for what reads it recursively. */
    static final int MAX_DEPTH = 500;

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
            // Whoever parses is an event loop or one of few threads of a pool: it has buffers of its own.
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .build();

    private StrictJson() {}

    /** A parser in front of the first token, which the caller closes. */
    static JsonParser open(byte[] json, JsonText text) {
        return FACTORY.createParser(ObjectReadContext.empty(), json, text.from(), text.to() - text.from());
    }

    /** @throws ProblemException if anything but white space is left */
    static void checkEnd(JsonParser parser, JsonText text) {
        if (parser.nextToken() != null) {
            throw text.problem(parser, 400, "more behind the end of the JSON (expected: nothing)");
        }
    }

    static ProblemException refusal(JacksonException e, JsonParser parser, JsonText text) {
        if (e instanceof StreamConstraintsException
                && String.valueOf(e.getOriginalMessage()).contains("nesting depth")) {
            return text.problem(
                    text.index(parser.currentLocation()),
                    400,
                    "JSON nested too deep (expected: at most " + MAX_DEPTH + " levels)");
        }
        return text.malformed(e);
    }
}
