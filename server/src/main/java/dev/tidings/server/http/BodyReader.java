package dev.tidings.server.http;

import io.netty.buffer.ByteBuf;

/** Takes the body of a request, does what it asks for and answers once. On the event loop only. */
public non-sealed interface BodyReader extends Outcome {

    void begin(Connection connection);

    /** The next bytes of the body; they stay the caller's. */
    void take(ByteBuf bytes);

    /** The body is complete. */
    void end();

    /** The rest of the body will never come, or nobody is there any more to hear the answer. */
    void abandon();
}
