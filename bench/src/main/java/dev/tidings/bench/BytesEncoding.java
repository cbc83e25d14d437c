package dev.tidings.bench;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.EncodedEvent;
import dev.tidings.hub.shard.Encoding;
import dev.tidings.hub.shard.EventField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Blocks of {@code text/event-stream} as they are, on the heap, for subscribers without a wire. */
enum BytesEncoding implements Encoding<byte[]> {
    INSTANCE;

    @Override
    public byte[] frame(EncodedEvent event) {
        return event.payload(EventField.TYPE);
    }

    @Override
    public byte[] chain(List<byte[]> frames) {
        int bytes = 0;
        for (int i = 0; i < frames.size(); i++) {
            bytes += frames.get(i).length;
        }
        byte[] all = new byte[bytes];
        int at = 0;
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i);
            System.arraycopy(frame, 0, all, at, frame.length);
            at += frame.length;
        }
        return all;
    }

    @Override
    public long bytes(byte[] batch) {
        return batch.length;
    }

    @Override
    public void release(byte[] batch) {}

    @Override
    public byte[] gap(Gap gap) {
        throw new IllegalStateException("gap: " + gap + " (expected: none, as everybody keeps up)");
    }

    @Override
    public byte @Nullable [] heartbeat(@Nullable EventId position) {
        return null;
    }

    @Override
    public byte @Nullable [] closed(CloseReason reason) {
        return null;
    }
}
