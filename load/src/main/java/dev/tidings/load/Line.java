package dev.tidings.load;

/** What carries one stream: a connection of its own, or a part of one. Confined to its event loop. */
interface Line {
    /** Stops taking bytes from the socket, or goes on; of whatever shares the socket, too. */
    void reading(boolean on);

    /** @param abruptly as when a machine loses power, if nobody else shares the socket */
    void close(boolean abruptly);
}
