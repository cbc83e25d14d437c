package dev.tidings.server.http2;

import dev.tidings.server.stream.Channels;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The DATA frames of a connection's event streams: what one flush sends of all of them leaves in one block.
 * <p>
 * Netty's flow control says which stream may send how much. Confined to the event loop.
 */
final class StreamData extends DefaultHttp2RemoteFlowController {
    /*
     *   stream A ─┐  the windows of stream and    block 7: │9│A's│9│B's│9│C's│ ──> socket ──taken──> block 7 is done
     *   stream B ─┼─ connection allow so much ──>
     *   stream C ─┘                               a large payload stands between two blocks and is not copied
     *
     * A stream has something in the socket until the last block that holds any of it has been taken.
     */

    /** 16 KiB: what a hundred streams get of one event. */
    private static final int BLOCK_BYTES = 16 << 10;

    /** 64 KiB: then a block leaves, so that the channel knows how full it is. */
    private static final int MAX_BLOCK_BYTES = 64 << 10;

    /** 4 KiB: more costs less as a buffer of its own than copied. */
    private static final int MAX_COPIED_BYTES = 4 << 10;

    private final List<EventStream> awaiting = new ArrayList<>(1);

    private @Nullable ByteBuf block;

    /** The number of the block that is being put together, and of the last one that the socket has taken. */
    private long current = 1;

    private long taken;

    StreamData(Http2Connection connection) {
        super(connection, distributor(connection));
    }

    private static UniformStreamByteDistributor distributor(Http2Connection connection) {
        UniformStreamByteDistributor distributor = new UniformStreamByteDistributor(connection);
        distributor.minAllocationChunk(Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE);
        return distributor;
    }

    @Override
    public void writePendingBytes() throws Http2Exception {
        try {
            super.writePendingBytes();
        } finally {
            send();
        }
    }

    /** A frame's header; its payload follows by {@link #payload}. */
    void frame(int streamId, int length, boolean endsStream) {
        ByteBuf into = block;
        if (into == null) {
            into = context().alloc().ioBuffer(BLOCK_BYTES);
            block = into;
        }
        into.writeMedium(length);
        into.writeByte(Http2FrameTypes.DATA);
        into.writeByte(endsStream ? Http2Flags.END_STREAM : 0);
        into.writeInt(streamId);
    }

    /** So many bytes of the source, which stays the caller's. */
    void payload(ByteBuf source, int length) {
        ByteBuf into = block;
        if (into != null && length <= MAX_COPIED_BYTES) {
            into.writeBytes(source, length);
            if (into.readableBytes() >= MAX_BLOCK_BYTES) {
                send();
            }
        } else {
            send();
            write(source.readRetainedSlice(length));
        }
    }

    /** What has been put together so far goes before whatever is written next. */
    void send() {
        ByteBuf full = block;
        if (full != null) {
            block = null;
            write(full);
        }
    }

    private void write(ByteBuf bytes) {
        long number = current++;
        ChannelPromise promise = context().newPromise();
        promise.addListener(done -> {
            if (done.isSuccess()) {
                taken(number);
            } else {
                Channels.close(context().channel());
            }
        });
        context().write(bytes, promise);
    }

    private void taken(long number) {
        taken = number;
        for (int i = awaiting.size() - 1; i >= 0; i--) {
            if (awaiting.get(i).tellIfDrained()) {
                awaiting.remove(i);
            }
        }
    }

    /** The block with the last of what was written. */
    long latest() {
        return block == null ? current - 1 : current;
    }

    /** Whether the socket has taken a block, and so all before it. */
    boolean hasTaken(long number) {
        return taken >= number;
    }

    /** Tells the stream of each block that is taken, until it has heard enough. */
    void await(EventStream stream) {
        awaiting.add(stream);
    }

    void forget(EventStream stream) {
        awaiting.remove(stream);
    }

    /** What the socket has yet to take, of whatever stream. */
    long socketBytes() {
        Channel channel = context().channel();
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes() - outbound.currentProgress();
    }

    /** Nothing can be sent any more. */
    void release() {
        if (block != null) {
            block.release();
            block = null;
        }
    }

    private ChannelHandlerContext context() {
        return channelHandlerContext();
    }
}
