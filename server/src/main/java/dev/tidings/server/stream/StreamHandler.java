package dev.tidings.server.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;

/**
 * The only handler of a connection that streams, one for all of an event loop: throws away what the peer still sends and notices
 * when it leaves.
 */
@Sharable
final class StreamHandler extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<StreamSubscriber> SUBSCRIBER =
            AttributeKey.valueOf(StreamHandler.class, "subscriber");

    private final StreamList open;

    StreamHandler(StreamList open) {
        this.open = open;
    }

    void add(Channel channel, StreamSubscriber subscriber) {
        channel.attr(SUBSCRIBER).set(subscriber);
        open.add(subscriber);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {}

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            Channels.close(context.channel());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        StreamSubscriber subscriber = context.channel().attr(SUBSCRIBER).getAndSet(null);
        if (subscriber != null) {
            open.remove(subscriber);
            subscriber.gone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        StreamLog.failed(cause);
        Channels.close(context.channel());
    }
}
