package dev.tidings.server;

/** How much a server can take on at the moment. */
enum Load {
    NORMAL,
    /** It is about to end: no new streams. */
    DRAINING,
    /** There is no room for this connection. */
    FULL
}
