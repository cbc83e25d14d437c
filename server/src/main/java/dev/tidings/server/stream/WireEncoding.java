package dev.tidings.server.stream;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.EncodedEvent;
import dev.tidings.hub.shard.Encoding;
import dev.tidings.hub.shard.EventFormat;
import dev.tidings.hub.stream.SseBlocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code text/event-stream} over HTTP: blocks in pooled direct memory, inside the framing that a subclass adds.
 * <p>
 * One object per framing, format and kind of heartbeat serves all connections of a server. Stateless; any thread.
 */
public abstract sealed class WireEncoding implements Encoding<Frames> permits ChunkedEncoding, PlainEncoding {

    /** 256 KiB: batches are smaller, so that only single large events are sent without being gathered. */
    private static final int GATHER_BYTES = 256 << 10;

    private final EventFormat format;
    private final boolean idHeartbeat;

    /**
     * @param format the same object in all encodings that are to share what it makes
     * @param idHeartbeat whether a sign of life may be a block with an id and nothing else
     */
    WireEncoding(EventFormat format, boolean idHeartbeat) {
        this.format = format;
        this.idHeartbeat = idHeartbeat;
    }

    /** The header field that announces the framing. */
    public abstract String framingHeader();

    /** A block inside the framing, in pooled direct memory that the caller owns. */
    abstract ByteBuf framed(byte[] block);

    /** What ends a body, owned by the caller; may be empty. */
    abstract ByteBuf end();

    static ByteBuf pooled(int capacity) {
        return ByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
    }

    @Override
    public Frames frame(EncodedEvent event) {
        return new Frames(framed(event.payload(format)), 1);
    }

    @Override
    public Frames chain(List<Frames> frames) {
        int events = 0;
        int bytes = 0;
        for (int i = 0; i < frames.size(); i++) {
            events += frames.get(i).events();
            bytes = Math.addExact(bytes, frames.get(i).bytes().readableBytes());
        }
        if (frames.size() == 1) {
            return new Frames(frames.get(0).bytes().retainedDuplicate(), events);
        }
        return new Frames(bytes <= GATHER_BYTES ? gathered(frames, bytes) : strung(frames), events);
    }

    private static ByteBuf gathered(List<Frames> frames, int bytes) {
        ByteBuf all = pooled(bytes);
        for (int i = 0; i < frames.size(); i++) {
            ByteBuf one = frames.get(i).bytes();
            all.writeBytes(one, one.readerIndex(), one.readableBytes());
        }
        return all;
    }

    private static ByteBuf strung(List<Frames> frames) {
        CompositeByteBuf all = ByteBufAllocator.DEFAULT.compositeDirectBuffer(frames.size());
        for (int i = 0; i < frames.size(); i++) {
            all.addComponent(true, frames.get(i).bytes().retainedDuplicate());
        }
        return all;
    }

    @Override
    public long bytes(Frames batch) {
        return batch.bytes().readableBytes();
    }

    @Override
    public void release(Frames batch) {
        batch.bytes().release();
    }

    @Override
    public boolean endsAtGap() {
        return format.endsAtGap();
    }

    @Override
    public Frames gap(Gap gap) {
        return block(SseBlocks.gap(gap));
    }

    @Override
    public Frames heartbeat(@Nullable EventId position) {
        return block(SseBlocks.heartbeat(idHeartbeat ? position : null));
    }

    @Override
    public @Nullable Frames closed(CloseReason reason) {
        byte[] words = SseBlocks.closed(reason);
        return words == null ? null : block(words);
    }

    private Frames block(byte[] block) {
        return new Frames(framed(block), 0);
    }
}
