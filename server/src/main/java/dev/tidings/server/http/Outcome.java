package dev.tidings.server.http;

/** What a request comes to: an answer at once, a body to be taken first, a stream, or one of them later. */
public sealed interface Outcome permits Answer, BodyReader, StreamStart, Later {}
