package dev.tidings.server.http;

/**
 * What the requests of one connection may take.
 *
 * @param headBytes most bytes of a request line, and of a request's head in all
 * @param headNanos how long a request's head may take to arrive
 * @param bodyNanos how long a body, or the next part of one, may take to arrive
 * @param idleNanos how long a connection without a request is kept
 */
public record RequestLimits(int headBytes, long headNanos, long bodyNanos, long idleNanos) {}
