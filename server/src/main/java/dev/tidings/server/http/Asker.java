package dev.tidings.server.http;

/** Who waits for the answer to one request. On its connection's event loop only. */
public interface Asker {

    /** The response; the first one counts. */
    void answer(Answer answer);
}
