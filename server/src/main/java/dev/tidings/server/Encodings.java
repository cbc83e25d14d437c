package dev.tidings.server;

import dev.tidings.hub.shard.EventField;

/** The encodings of a server: one object of each kind, since only subscribers of the same object share their bytes. */
final class Encodings {

    private final WireEncoding[] chunked = new WireEncoding[EventField.values().length * 2];
    private final WireEncoding[] plain = new WireEncoding[EventField.values().length * 2];

    Encodings() {
        for (EventField field : EventField.values()) {
            for (HeartbeatStyle heartbeat : HeartbeatStyle.values()) {
                boolean ids = heartbeat == HeartbeatStyle.ID;
                chunked[index(field, heartbeat)] = new ChunkedEncoding(field, ids);
                plain[index(field, heartbeat)] = new PlainEncoding(field, ids);
            }
        }
    }

    private static int index(EventField field, HeartbeatStyle heartbeat) {
        return field.ordinal() * 2 + heartbeat.ordinal();
    }

    WireEncoding of(EndpointConfig endpoint, boolean http10) {
        return (http10 ? plain : chunked)[index(endpoint.event(), endpoint.heartbeat())];
    }
}
