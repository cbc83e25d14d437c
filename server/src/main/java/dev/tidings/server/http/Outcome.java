package dev.tidings.server.http;

/** What a request comes to: an answer at once, a body to be taken first, or a stream. */
public sealed interface Outcome permits Answer, BodyReader, StreamStart {}
