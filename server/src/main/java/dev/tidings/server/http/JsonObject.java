package dev.tidings.server.http;

import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the small JSON object of a request's body may hold.
 *
 * @param fields of which each may be left out
 * @param expected an example for people, in parentheses
 */
public record JsonObject(Set<String> fields, String expected) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public JsonObject {
        fields = Set.copyOf(fields);
    }

    /** @throws ProblemException 400, if it is no such object */
    public JsonNode parse(byte[] body) {
        JsonNode asked;
        try {
            asked = JSON.readTree(body);
        } catch (JacksonException e) {
            throw malformed("malformed JSON");
        }
        if (!asked.isObject()) {
            throw malformed("no object");
        }
        for (String field : asked.propertyNames()) {
            if (!fields.contains(field)) {
                throw malformed("unknown field " + Problem.quote(field) + Suggestion.near(field, fields));
            }
        }
        return asked;
    }

    /** A refusal that says what is wrong and what would be right. */
    public ProblemException malformed(String what) {
        return Problem.of(400, what + " " + expected).toException();
    }
}
