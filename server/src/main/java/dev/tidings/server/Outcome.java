package dev.tidings.server;

/** What a request comes to: an answer at once, a body to be taken first, or a stream. */
sealed interface Outcome permits Answer, Publish, StreamStart {}
