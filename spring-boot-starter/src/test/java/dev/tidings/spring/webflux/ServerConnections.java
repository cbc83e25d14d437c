package dev.tidings.spring.webflux;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.http.server.HttpServer;

/** The connections of a server, to see what it holds for them. */
final class ServerConnections implements NettyServerCustomizer {

    private final Set<Channel> open = ConcurrentHashMap.newKeySet();

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnConnection(connection -> {
            Channel channel = connection.channel();
            open.add(channel);
            channel.closeFuture().addListener(closed -> open.remove(channel));
        });
    }

    long count() {
        return open.stream().filter(Channel::isActive).count();
    }

    /** Bytes that the connection which holds most has to write and its socket has not taken. */
    long mostUnwritten() {
        return open.stream().mapToLong(ServerConnections::unwritten).max().orElse(0);
    }

    private static long unwritten(Channel channel) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }
}
