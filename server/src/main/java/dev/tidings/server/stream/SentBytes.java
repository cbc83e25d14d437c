package dev.tidings.server.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Counts what goes to the socket, behind what changes its size: encryption. Confined to the channel's event loop. */
public final class SentBytes extends ChannelOutboundHandlerAdapter {

    private long count;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ChannelOutboundBuffer outbound = context.channel().unsafe().outboundBuffer();
        long before = outbound == null ? 0 : outbound.totalPendingWriteBytes();
        context.write(message, promise);
        count += outbound == null ? 0 : outbound.totalPendingWriteBytes() - before;
    }

    /** All that was ever put into the outbound buffer, as that counts. */
    long count() {
        return count;
    }
}
