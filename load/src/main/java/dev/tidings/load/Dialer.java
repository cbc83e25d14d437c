package dev.tidings.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Connects to a target: how a subscriber's bytes come to it, it decides. Safe for any thread. */
final class Dialer {
    /** 1 460 bytes: what fits in a packet of an ordinary network. */
    private static final int SEGMENT_BYTES = 1_460;

    /** {@code IPPROTO_TCP} and {@code TCP_MAXSEG} of Linux. */
    private static final ChannelOption<Integer> SEGMENT = new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2);

    private final Loops loops;
    private final Target target;
    private final int receiveBytes;

    /** Of each loop, and touched by it only, the connection whose streams are not all taken. */
    private final Map<EventLoop, Http2Streams> filling = new ConcurrentHashMap<>();

    Dialer(Loops loops, Target target) {
        this(loops, target, 0);
    }

    /** @param receiveBytes of each socket, as {@link CrowdPlan#receiveBytes} */
    Dialer(Loops loops, Target target, int receiveBytes) {
        this.loops = loops;
        this.target = target;
        this.receiveBytes = receiveBytes;
    }

    /** Opens a stream. */
    void subscribe(EventLoop loop, LoadSubscriber subscriber) {
        if (target.streams() > 0) loop.execute(() -> share(loop, subscriber));
        else connect(loop, new Http1Stream(subscriber)).addListener(opening -> told(opening, subscriber::failed));
    }

    private void share(EventLoop loop, LoadSubscriber subscriber) {
        Http2Streams streams = filling.get(loop);
        if (streams == null || !streams.hasRoom()) {
            Http2Streams next = new Http2Streams(target);
            filling.put(loop, next);
            connect(loop, true, next::addTo).addListener(opening -> told(opening, next::failed));
            streams = next;
        }
        streams.add(subscriber);
    }

    private static void told(Future<?> opening, Consumer<String> failed) {
        if (!opening.isSuccess()) failed.accept(String.valueOf(opening.cause()));
    }

    /** Opens a connection of HTTP/1.1. */
    ChannelFuture connect(EventLoop loop, ChannelHandler handler) {
        return connect(loop, false, channel -> channel.pipeline().addLast(handler));
    }

    private ChannelFuture connect(EventLoop loop, boolean http2, Consumer<Channel> initializer) {
        Bootstrap bootstrap = loops.bootstrap(loop).handler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                if (target.isEncrypted()) {
                    channel.pipeline().addLast(target.encryption(http2, channel.alloc()));
                }
                initializer.accept(channel);
            }
        });
        if (receiveBytes > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, receiveBytes);
            if (loops.hasUnixOptions()) bootstrap.option(SEGMENT, SEGMENT_BYTES);
        }
        return bootstrap.connect(target.address());
    }
}
