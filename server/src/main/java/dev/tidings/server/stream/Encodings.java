package dev.tidings.server.stream;

import dev.tidings.hub.shard.EventField;

/** The encodings of a server: one object of each kind, since only subscribers of the same object share their bytes. */
public final class Encodings {

    private final WireEncoding[] chunked = new WireEncoding[EventField.values().length * 2];
    private final WireEncoding[] plain = new WireEncoding[EventField.values().length * 2];

    public Encodings() {
        for (EventField field : EventField.values()) {
            for (boolean idHeartbeat : new boolean[] {false, true}) {
                chunked[index(field, idHeartbeat)] = new ChunkedEncoding(field, idHeartbeat);
                plain[index(field, idHeartbeat)] = new PlainEncoding(field, idHeartbeat);
            }
        }
    }

    private static int index(EventField field, boolean idHeartbeat) {
        return field.ordinal() * 2 + (idHeartbeat ? 1 : 0);
    }

    /**
     * @param idHeartbeat whether a sign of life may be a block with an id and nothing else
     * @param isChunked whether the connection needs chunks to tell where the body ends
     */
    public WireEncoding of(EventField field, boolean idHeartbeat, boolean isChunked) {
        return (isChunked ? chunked : plain)[index(field, idHeartbeat)];
    }
}
