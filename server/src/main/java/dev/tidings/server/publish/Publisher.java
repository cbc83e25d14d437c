package dev.tidings.server.publish;

import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.http.Problem;

/**
 * Who publishes, as far as idempotency keys go: each publisher's are apart from all others'.
 *
 * @param principal empty for whom nobody knows
 */
record Publisher(String principal) {

    /** Everybody, as long as nobody is told apart. */
    static final Publisher UNKNOWN = new Publisher("");

    /**
     * The key that a publisher calls its events by.
     *
     * @throws IllegalArgumentException if the text cannot be a key
     */
    IdempotencyKey key(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) == 0x7F) {
                throw new IllegalArgumentException(
                        "idempotency key: " + Problem.quote(text) + " (expected: no control characters)");
            }
        }
        return IdempotencyKey.of(principal, text);
    }

    /**
     * The key that a CloudEvent has by its nature.
     *
     * @param source without control characters
     * @param id without control characters
     */
    IdempotencyKey cloudEventKey(String source, String id) {
        // Neither of the two can hold a NUL, and no key that a publisher chooses can.
        return IdempotencyKey.of(principal, source + '\0' + id);
    }
}
