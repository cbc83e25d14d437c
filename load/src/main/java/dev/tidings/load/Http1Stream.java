package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;

/** One subscriber's connection of HTTP/1.1, whose bytes it scans itself. Confined to its event loop. */
final class Http1Stream extends ChannelInboundHandlerAdapter {
    private final LoadSubscriber subscriber;

    Http1Stream(LoadSubscriber subscriber) {
        this.subscriber = subscriber;
    }

    private record Connection(Channel channel) implements Line {
        @Override
        public void reading(boolean on) {
            channel.config().setAutoRead(on);
        }

        @Override
        public void close(boolean abruptly) {
            if (abruptly) channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        String request = subscriber.join(new Connection(context.channel())).text();
        ByteBuf bytes = context.alloc().buffer(request.length());
        bytes.writeCharSequence(request, US_ASCII);
        context.writeAndFlush(bytes, context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            subscriber.read(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // Nobody behind it wants to know.
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        subscriber.ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        subscriber.failed(Causes.first(cause));
        context.close();
    }
}
