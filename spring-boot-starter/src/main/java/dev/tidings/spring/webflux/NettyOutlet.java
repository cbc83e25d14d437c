package dev.tidings.spring.webflux;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;

/**
 * A stream's way through the channel of a Reactor Netty server: the connection, or the one of many that is this stream of HTTP/2.
 * <p>
 * Confined to the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, which ends the stream
final class NettyOutlet extends ChannelOutboundHandlerAdapter implements Outlet {
    /*
     * Demand does not tell when a socket takes anything: Reactor Netty asks for 128 buffers in advance and then for 64 at once, of
     * whatever size. The promises of what is written do, with TLS and on HTTP/2 as well. So this handler stands where the server
     * writes, and counts what is on its way:
     *
     *   socket <── codec, TLS, HTTP/2 <── this <── the server's send operator <── the stream
     */

    private static final String NAME = "tidings";

    /** 128 KiB: without a bound the kernel holds up to 4 MiB for a peer that does not read. */
    private static final int SEND_BUFFER_BYTES = 128 << 10;

    private final Connection connection;
    private final Channel channel;

    // Event loop only.
    private @Nullable OpenStream stream;
    private int writes;

    NettyOutlet(Connection connection) {
        this.connection = connection;
        this.channel = connection.channel();
    }

    @Override
    public void open(OpenStream opened) {
        stream = opened;
        if (channel instanceof SocketChannel) {
            channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES);
        }
        connection.addHandlerLast(NAME, this);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf || message instanceof HttpContent) {
            writes++;
            context.write(message, promise.unvoid()).addListener(done -> written());
        } else {
            context.write(message, promise);
        }
    }

    private void written() {
        if (--writes == 0 && stream != null) {
            stream.taken();
        }
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void requested() {}

    @Override
    public void reset() {
        if (channel instanceof SocketChannel) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ChannelHandlerContext nearest = channel.pipeline().firstContext();
        if (nearest == null) {
            channel.close();
        } else {
            nearest.close();
        }
    }

    @Override
    public void close() {
        stream = null;
        connection.removeHandler(NAME);
    }
}
