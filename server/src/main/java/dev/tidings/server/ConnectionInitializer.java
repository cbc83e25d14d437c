package dev.tidings.server;

import dev.tidings.server.http.RequestHandler;
import dev.tidings.server.http2.Http2Handler;
import dev.tidings.server.limit.Peers;
import dev.tidings.server.metrics.Refusal;
import dev.tidings.server.stream.Channels;
import dev.tidings.server.stream.SentBytes;
import dev.tidings.server.tls.NegotiatedProtocol;
import dev.tidings.server.tls.TlsContexts;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Begins a connection: counts it and gives it what requests need. */
final class ConnectionInitializer extends ChannelInitializer<Channel> {

    private final IdentityHashMap<EventLoop, ServerLoop> loops;
    private final ConnectionCount connections;
    private final Peers peers;
    private final @Nullable TlsContexts tls;
    private final ChannelFutureListener leaving;

    /**
     * @param loops not changed any more
     * @param tls null for none
     */
    ConnectionInitializer(
            IdentityHashMap<EventLoop, ServerLoop> loops,
            ConnectionCount connections,
            Peers peers,
            @Nullable TlsContexts tls) {
        this.loops = loops;
        this.peers = peers;
        this.tls = tls;
        this.connections = connections;
        this.leaving = closed -> connections.leave();
    }

    @Override
    protected void initChannel(Channel channel) {
        ConnectionCount.Admission admission = connections.enter();
        channel.closeFuture().addListener(leaving);
        ServerLoop loop = loops.get(channel.eventLoop());
        if (loop == null) {
            Channels.close(channel);
            return;
        }
        if (admission == ConnectionCount.Admission.DROP) {
            loop.counts().refused(Refusal.CONNECTIONS);
            Channels.close(channel);
            return;
        }
        loop.servePrompt();
        boolean refusing = !peers.begin(channel) || admission == ConnectionCount.Admission.REFUSE;
        if (tls == null) {
            RequestHandler.addTo(channel, loop, refusing);
        } else {
            channel.pipeline()
                    .addLast(
                            new SentBytes(),
                            tls.newHandler(channel.alloc()),
                            new NegotiatedProtocol(
                                    encrypted -> RequestHandler.addTo(encrypted, loop, refusing),
                                    encrypted -> Http2Handler.addTo(encrypted, loop, refusing)));
        }
    }
}
