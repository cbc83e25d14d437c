package dev.tidings.server.http;

/** A connection whose requests are answered. On its event loop only. */
public interface RequestConnection {

    /** Finishes what is under way and closes the connection. */
    void drain();
}
