package dev.tidings.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Lets all sockets of an event loop read into the same buffer, one after the other: it stays in the cache, and no allocator is asked.
 * Whoever reads releases it at once; if somebody has not (io_uring reads into several at a time), a new one is made.
 *
 * <p>Confined to one event loop, but for its making and its end.
 */
final class SharedBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    /** 64 KiB: a burst for one subscriber in one read. */
    private static final int READ_BYTES = 64 << 10;

    private final ByteBuf buffer = Unpooled.directBuffer(READ_BYTES, READ_BYTES);

    @Override
    @SuppressWarnings("deprecation") // Netty deprecates the type, and has no other that its method could return
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return READ_BYTES;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return buffer.refCnt() == 1 ? buffer.clear().retain() : allocator.ioBuffer(READ_BYTES);
            }
        };
    }

    /** When the loop has ended. */
    void release() {
        buffer.release();
    }
}
