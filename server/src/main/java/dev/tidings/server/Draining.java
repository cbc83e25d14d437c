package dev.tidings.server;

/** Whether a server is about to end. Any thread. */
final class Draining {

    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }
}
