package dev.tidings.server;

import dev.tidings.server.http.RequestHandler;
import dev.tidings.server.stream.Channels;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.util.IdentityHashMap;

/** Begins a connection: counts it and gives it what requests need. */
final class ConnectionInitializer extends ChannelInitializer<Channel> {

    private final IdentityHashMap<EventLoop, ServerLoop> loops;
    private final ConnectionCount connections;
    private final ChannelFutureListener leaving;

    /** @param loops not changed any more */
    ConnectionInitializer(IdentityHashMap<EventLoop, ServerLoop> loops, ConnectionCount connections) {
        this.loops = loops;
        this.connections = connections;
        this.leaving = closed -> connections.leave();
    }

    @Override
    protected void initChannel(Channel channel) {
        ConnectionCount.Admission admission = connections.enter();
        channel.closeFuture().addListener(leaving);
        ServerLoop loop = loops.get(channel.eventLoop());
        if (admission == ConnectionCount.Admission.DROP || loop == null) {
            Channels.close(channel);
            return;
        }
        loop.servePrompt();
        RequestHandler.addTo(channel, loop, admission == ConnectionCount.Admission.REFUSE);
    }
}
