package dev.tidings.server.publish;

import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Problem;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The header field {@code Idempotency-Key}: a key for all that the body publishes.
 * <p>
 * Its value is the key, or the key as a quoted string (draft-ietf-httpapi-idempotency-key-header), which means the same.
 */
final class IdempotencyHeader {

    private static final AsciiString NAME = AsciiString.cached("idempotency-key");

    private IdempotencyHeader() {}

    static boolean isIn(HttpHead head) {
        return head.value(NAME) != null;
    }

    /**
     * Null if there is none.
     *
     * @throws dev.tidings.server.http.ProblemException 400 if it is no key, or there are several
     */
    static @Nullable IdempotencyKey read(HttpHead head, Publisher publisher) {
        String value = head.value(NAME);
        if (value == null) {
            return null;
        }
        int fields = head.values(NAME.toString()).size();
        if (fields > 1) {
            throw Problem.of(400, "Idempotency-Key: " + fields + " header fields (expected: at most one)")
                    .toException();
        }
        try {
            return publisher.key(text(value));
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, String.valueOf(e.getMessage())).toException();
        }
    }

    private static String text(String value) {
        try {
            return HeaderText.utf8(HeaderText.unquoted(value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Idempotency-Key: " + e.getMessage(), e);
        }
    }
}
