package dev.tidings.server.stream;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.shard.EventField;
import dev.tidings.hub.shard.EventFormat;
import dev.tidings.hub.stream.FormatTable;
import dev.tidings.hub.stream.StreamFormat;
import org.jspecify.annotations.Nullable;

/** The encodings of a server: one object of each kind, since only subscribers of the same object share their bytes. */
public final class Encodings {

    private final Both[] published = new Both[EventField.values().length * 2];
    private final FormatTable<Both> formats = new FormatTable<>(format -> new Both(format, true));

    public Encodings() {
        for (EventField field : EventField.values()) {
            for (boolean idHeartbeat : new boolean[] {false, true}) {
                published[index(field, idHeartbeat)] = new Both(field, idHeartbeat);
            }
        }
    }

    /** A format in both framings. It is the format that they have: so they share what it makes, and neither goes without the other. */
    private static final class Both implements EventFormat {

        private final EventFormat format;
        private final WireEncoding chunked;
        private final WireEncoding plain;

        Both(EventFormat format, boolean idHeartbeat) {
            this.format = format;
            this.chunked = new ChunkedEncoding(this, idHeartbeat);
            this.plain = new PlainEncoding(this, idHeartbeat);
        }

        @Override
        public byte @Nullable [] block(Delivery delivery) {
            return format.block(delivery);
        }

        @Override
        public boolean endsAtGap() {
            return format.endsAtGap();
        }

        WireEncoding of(boolean isChunked) {
            return isChunked ? chunked : plain;
        }
    }

    private static int index(EventField field, boolean idHeartbeat) {
        return field.ordinal() * 2 + (idHeartbeat ? 1 : 0);
    }

    /**
     * For events as they were published.
     *
     * @param idHeartbeat whether a sign of life may be a block with an id and nothing else
     * @param isChunked whether the connection needs chunks to tell where the body ends
     */
    public WireEncoding of(EventField field, boolean idHeartbeat, boolean isChunked) {
        return published[index(field, idHeartbeat)].of(isChunked);
    }

    /** For events in a format of the application's. */
    public WireEncoding of(StreamFormat format, boolean isChunked) {
        return formats.of(format).of(isChunked);
    }
}
