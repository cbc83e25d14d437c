package dev.tidings.server.http;

import dev.tidings.hub.log.Caller;
import dev.tidings.server.metrics.LoopCounts;
import io.netty.util.concurrent.EventExecutor;

/** What a request that takes its time may do with its connection. On the event loop only. */
public interface Connection extends Asker {

    EventExecutor loop();

    /** Runs a task on the loop before all that waits there: an answer that somebody waits for. Any thread. */
    void executePromptly(Runnable task);

    /** The loop as those know it who append on it. */
    Caller caller();

    /** Where it is counted. */
    LoopCounts counts();

    /** Takes no further part of the body until {@link #resume()}. */
    void pause();

    /** Goes on; the time that the body may take begins anew. */
    void resume();

    /**
     * Keeps the place of this request, which has come whole, in the line of answers. Whoever has taken note of it calls {@link
     * #beginNext()}: the answer may come within that.
     *
     * @return who is given the answer instead of this
     */
    Asker answerLater();

    /** Lets the next request of the connection begin although one before it is not answered yet. */
    void beginNext();
}
