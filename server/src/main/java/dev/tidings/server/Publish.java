package dev.tidings.server;

import io.netty.buffer.ByteBuf;

/** Takes the body of a publish, publishes what is in it and answers once. On the event loop only. */
sealed interface Publish extends Outcome permits JsonPublish, NdjsonPublish {

    void begin(Connection connection);

    /** The next bytes of the body; they stay the caller's. */
    void take(ByteBuf bytes);

    /** The body is complete. */
    void end();

    /** The rest of the body will never come, or nobody is there any more to hear the answer. */
    void abandon();
}
