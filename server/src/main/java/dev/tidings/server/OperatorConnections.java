package dev.tidings.server;

import dev.tidings.server.http.RequestHandler;
import dev.tidings.server.route.Router;
import dev.tidings.server.stream.Channels;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Begins the connections of the operators' port: not counted with the others, so that a full server can still be looked at. */
final class OperatorConnections extends ChannelInitializer<Channel> {

    /** 64: some collectors, some probes, and somebody at a console. */
    private static final int MOST = 64;

    private final Map<EventLoop, ServerLoop> loops;
    private final Router router;
    private final AtomicInteger open = new AtomicInteger();

    /** @param loops not changed any more */
    OperatorConnections(Map<EventLoop, ServerLoop> loops, Router router) {
        this.loops = loops;
        this.router = router;
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        ServerLoop loop = loops.get(channel.eventLoop());
        if (open.incrementAndGet() > MOST || loop == null) {
            Channels.close(channel);
            return;
        }
        RequestHandler.addTo(channel, new OperatorLoop(loop, router), false);
    }
}
