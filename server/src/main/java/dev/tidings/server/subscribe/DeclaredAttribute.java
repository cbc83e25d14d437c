package dev.tidings.server.subscribe;

/**
 * An attribute that an endpoint takes as a query parameter.
 *
 * @param required whether a request without it is refused; otherwise leaving it out leaves the attribute unconstrained
 */
public record DeclaredAttribute(String name, boolean required) {}
