package dev.tidings.server;

import java.util.concurrent.Executor;

/** What a request that takes its time may do with its connection. On the event loop only. */
interface Connection {

    /** The event loop. */
    Executor loop();

    /** Takes no further part of the body until {@link #resume()}. */
    void pause();

    void resume();

    /** The response; the first one counts. */
    void answer(Answer answer);
}
