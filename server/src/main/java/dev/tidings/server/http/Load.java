package dev.tidings.server.http;

/** How much a server can take on at the moment. */
public enum Load {
    NORMAL,
    /** It cannot tell now who asks. */
    UNSURE,
    /** It is about to end: no new streams. */
    DRAINING,
    /** There is no room for this connection. */
    FULL
}
