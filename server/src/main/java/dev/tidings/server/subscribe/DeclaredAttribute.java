package dev.tidings.server.subscribe;

import dev.tidings.server.access.Claim;
import org.jspecify.annotations.Nullable;

/**
 * An attribute that an endpoint takes as a query parameter.
 *
 * @param required whether a request without it is refused; otherwise leaving it out leaves the attribute unconstrained
 * @param claim of the token, whose values are all that may be asked for and what is asked for where the query names none; null if
 *     the query alone decides
 */
public record DeclaredAttribute(
        String name, boolean required, @Nullable Claim claim) {

    /** One that the query alone decides about. */
    public DeclaredAttribute(String name, boolean required) {
        this(name, required, null);
    }
}
