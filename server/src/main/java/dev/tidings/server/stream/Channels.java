package dev.tidings.server.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** Operations on channels whose outcome needs no look: one that fails closes its channel, or comes out at its last handler. */
@SuppressWarnings("FutureReturnValueIgnored") // for the reason above
public final class Channels {

    private Channels() {}

    public static void close(Channel channel) {
        channel.close();
    }

    /** Ends the connection at once, past everything that would still be sent; what the peer has not taken is thrown away in the kernel too. */
    public static void reset(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        ChannelHandlerContext nearest = channel.pipeline().firstContext();
        if (nearest == null) {
            channel.close();
        } else {
            nearest.close();
        }
    }

    /** Ends what is sent; the peer can still send, where the two can end apart. */
    public static void endOutput(Channel channel) {
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        if (ssl != null) {
            ssl.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    public static void write(Channel channel, ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    public static void write(Channel channel, ByteBuf bytes, ChannelPromise promise) {
        channel.write(bytes, promise);
    }
}
