package dev.tidings.server.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;

/** The only handler of a connection that streams: throws away what the peer still sends and notices when it leaves. */
final class StreamHandler extends ChannelInboundHandlerAdapter {

    private final StreamSubscriber stream;
    private final StreamList open;

    StreamHandler(StreamSubscriber stream, StreamList open) {
        this.stream = stream;
        this.open = open;
        open.add(stream);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {}

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            Channels.close(context.channel());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        open.gone(stream);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        StreamLog.failed(cause);
        Channels.close(context.channel());
    }
}
