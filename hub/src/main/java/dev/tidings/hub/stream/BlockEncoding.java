package dev.tidings.hub.stream;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.EncodedEvent;
import dev.tidings.hub.shard.Encoding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code text/event-stream} in arrays, for transports whose container frames what it is given. From {@link FormatTable}: only
 * subscribers of the same object share bytes.
 * <p>
 * Immutable, safe for any thread.
 */
public final class BlockEncoding implements Encoding<Blocks> {

    private final StreamFormat format;

    public BlockEncoding(StreamFormat format) {
        this.format = format;
    }

    @Override
    public Blocks frame(EncodedEvent event) {
        return new Blocks(event.payload(format), 1);
    }

    @Override
    public Blocks chain(List<Blocks> frames) {
        if (frames.size() == 1) {
            return frames.get(0);
        }
        int bytes = 0;
        int events = 0;
        for (Blocks frame : frames) {
            bytes = Math.addExact(bytes, frame.bytes().length);
            events += frame.events();
        }
        byte[] all = new byte[bytes];
        int at = 0;
        for (Blocks frame : frames) {
            System.arraycopy(frame.bytes(), 0, all, at, frame.bytes().length);
            at += frame.bytes().length;
        }
        return new Blocks(all, events);
    }

    @Override
    public long bytes(Blocks batch) {
        return batch.bytes().length;
    }

    @Override
    public void release(Blocks batch) {}

    @Override
    public boolean endsAtGap() {
        return format.endsAtGap();
    }

    @Override
    public Blocks gap(Gap gap) {
        return new Blocks(SseBlocks.gap(gap), 0);
    }

    @Override
    public Blocks heartbeat(@Nullable EventId position) {
        return new Blocks(SseBlocks.heartbeat(position), 0);
    }

    @Override
    public @Nullable Blocks closed(CloseReason reason) {
        byte[] words = SseBlocks.closed(reason);
        return words == null ? null : new Blocks(words, 0);
    }
}
