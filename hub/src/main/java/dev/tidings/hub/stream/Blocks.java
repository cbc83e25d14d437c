package dev.tidings.hub.stream;

/** Bytes of a stream on their way to subscribers, and how many events they hold. Shared; nobody changes them. */
public final class Blocks {

    private final byte[] bytes;
    private final int events;

    Blocks(byte[] bytes, int events) {
        this.bytes = bytes;
        this.events = events;
    }

    /** The very array, which is shared. */
    public byte[] bytes() {
        return bytes;
    }

    public int events() {
        return events;
    }
}
