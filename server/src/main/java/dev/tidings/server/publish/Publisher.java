package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.Principal;
import dev.tidings.server.http.Problem;

/**
 * Who publishes: whose idempotency keys are apart from all others', and what may be published.
 *
 * @param principal empty for whom nobody knows
 */
record Publisher(String principal, Grants grants) {

    /** Whom nobody asks: everything is allowed. */
    static final Publisher UNKNOWN = new Publisher("", Grants.EVERYTHING);

    static Publisher of(Principal who) {
        return who.isAnonymous() && who.grants().publish().equals(Grants.EVERYTHING.publish())
                ? UNKNOWN
                : new Publisher(who.id(), who.grants());
    }

    boolean mayPublish(Event event) {
        return grants.mayPublish(event);
    }

    /** Why it may not. */
    String refusal(Event event) {
        return "no grant of " + (principal.isEmpty() ? "everybody" : Problem.quote(principal))
                + " to publish covers topic " + Problem.quote(event.topic()) + " with the attributes "
                + Problem.quote(event.attributes().toString());
    }

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
