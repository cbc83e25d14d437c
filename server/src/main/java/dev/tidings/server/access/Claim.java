package dev.tidings.server.access;

import dev.tidings.server.http.Problem;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in what a token says: the name of a claim, or a JSON Pointer (RFC 6901) if it begins with a slash.
 * <p>
 * Immutable.
 */
public final class Claim {

    private final String text;
    private final JsonPointer pointer;

    private Claim(String text, JsonPointer pointer) {
        this.text = text;
        this.pointer = pointer;
    }

    /** @throws IllegalArgumentException if the text is neither */
    public static Claim of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("claim: '' (expected: a name such as email, or a JSON Pointer)");
        }
        return new Claim(
                text,
                text.startsWith("/")
                        ? JsonPointer.compile(text)
                        : JsonPointer.empty().appendProperty(text));
    }

    /** What stands there; null if nothing does. */
    @Nullable
    JsonNode in(JsonNode claims) {
        JsonNode found = claims.at(pointer);
        return found.isMissingNode() ? null : found;
    }

    /**
     * Has something stand there, in objects that are made where none are.
     *
     * @throws IllegalArgumentException if something else stands in the way
     */
    void put(ObjectNode claims, JsonNode value) {
        ObjectNode parent = claims;
        JsonPointer rest = pointer;
        for (; !rest.tail().matches(); rest = rest.tail()) {
            JsonNode child = parent.get(rest.getMatchingProperty());
            if (child == null) {
                child = parent.putObject(rest.getMatchingProperty());
            }
            if (!(child instanceof ObjectNode object)) {
                throw new IllegalArgumentException(
                        "claim: '" + text + "' (expected: one that is in no other claim, such as the " + child + ")");
            }
            parent = object;
        }
        parent.set(rest.getMatchingProperty(), value);
    }

    /**
     * The text that stands there, or all of a list of texts.
     *
     * @throws dev.tidings.server.http.ProblemException 401 if nobody is known, 403 if there is none, or anything that is no text or an empty one: what a
     *     token does not say must not widen what its owner may read
     */
    public Set<String> valuesFor(Principal principal) {
        JsonNode claims = principal.claims();
        if (principal.isAnonymous()) {
            throw Problem.of(401, "a token is needed, since its claim '" + text + "' says what may be read here")
                    .toException();
        }
        if (claims == null) {
            throw Problem.of(
                            403,
                            "claim '" + text + "': only a token has claims, and " + principal + " came without one")
                    .toException();
        }
        JsonNode found = in(claims);
        Set<String> values = new LinkedHashSet<>();
        if (found == null) {
            throw refused("is missing");
        }
        if (found.isArray()) {
            for (JsonNode element : found) {
                values.add(text(element));
            }
        } else {
            values.add(text(found));
        }
        if (values.isEmpty()) {
            throw refused("is an empty list");
        }
        return values;
    }

    private String text(JsonNode node) {
        if (!node.isString() || node.stringValue().isEmpty()) {
            throw refused(node.isString() ? "is an empty text" : "is no text");
        }
        return node.stringValue();
    }

    private RuntimeException refused(String what) {
        return Problem.of(403, "claim '" + text + "' of the token " + what + " (expected: a text, or a list of texts)")
                .toException();
    }

    @Override
    public String toString() {
        return text;
    }
}
