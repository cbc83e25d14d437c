package dev.tidings.server;

import dev.tidings.hub.Hub;
import dev.tidings.server.limit.Peers;
import dev.tidings.server.metrics.LoopCounts;
import dev.tidings.server.tls.TlsContexts;
import dev.tidings.server.tls.TlsFiles;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts a server: event loops, a shard of the hub on each, and the listener.
 *
 * @param site what answers requests
 * @param operators where those are answered who look after the server; null for no port of their own
 * @param transport may be {@link Transport#AUTO}
 * @param tlsFiles null for no TLS
 */
record Launch(
        Hub hub,
        Site site,
        @Nullable OperatorPort operators,
        Transport transport,
        ServerLimits limits,
        DrainPeriods drain,
        @Nullable TlsFiles tlsFiles,
        Peers peers,
        Measurements measurements) {

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    /** 128 KiB: a peer that never reads would otherwise pin 4 MiB of the kernel's memory. */
    private static final int SEND_BUFFER_BYTES = 128 << 10;

    /** 4 096: a wave of returning clients; the kernel lowers it to its own limit. */
    private static final int BACKLOG = 4096;

    /** 8 KiB: nearly all requests in one read. Of fixed size, since what would learn a better one is kept per connection. */
    private static final RecvByteBufAllocator READS = new FixedRecvByteBufAllocator(8 << 10);

    /** Nobody asks whether a channel is writable: the hub counts what is pending. */
    private static final WriteBufferWaterMark NO_WATER_MARK =
            new WriteBufferWaterMark(Integer.MAX_VALUE - 1, Integer.MAX_VALUE);

    SseServer run(InetSocketAddress address) {
        TlsContexts tls = tlsFiles == null ? null : new TlsContexts(tlsFiles);
        try {
            return run(address, tls);
        } catch (RuntimeException | Error failed) {
            if (tls != null) {
                tls.close();
            }
            throw failed;
        }
    }

    private SseServer run(InetSocketAddress address, @Nullable TlsContexts tls) {
        RuntimeException failed = new IllegalStateException("no transport is available");
        for (Transport candidate : transport.candidates()) {
            EventLoopGroup group;
            try {
                group = new EventLoops(measurements.loops().size(), candidate.handlers());
            } catch (RuntimeException | LinkageError unusable) {
                LOG.log(Level.DEBUG, "transport " + candidate + " cannot be used", unusable);
                failed = new IllegalStateException("transport: " + candidate + " cannot be used here", unusable);
                continue;
            }
            LOG.log(
                    Level.INFO,
                    "transport: {0}, event loops: {1}",
                    candidate,
                    measurements.loops().size());
            return run(address, tls, candidate, group);
        }
        throw failed;
    }

    private SseServer run(
            InetSocketAddress address, @Nullable TlsContexts tls, Transport chosen, EventLoopGroup group) {
        Draining draining = new Draining();
        IdentityHashMap<EventLoop, ServerLoop> loops = new IdentityHashMap<>();
        Iterator<LoopCounts> counts = measurements.loops().iterator();
        for (EventExecutor executor : group) {
            PromptLoop loop = (PromptLoop) executor;
            loops.put(
                    loop,
                    new ServerLoop(
                            loop,
                            hub.addShard(new NettyEventLoop(loop)),
                            site,
                            limits,
                            measurements.connections(),
                            peers,
                            draining::hasBegun,
                            counts.next()));
        }
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, NO_WATER_MARK)
                .childHandler(new ConnectionInitializer(loops, measurements.connections(), peers, tls));
        chosen.configure(bootstrap);
        List<ServerLoop> all = new ArrayList<>(loops.values());
        try {
            Channel listener = listen(bootstrap, address);
            Channel ofOperators = operators == null
                    ? null
                    : listen(
                            bootstrap.clone().childHandler(new OperatorConnections(loops, operators.router())),
                            operators.address());
            return new SseServer(listener, ofOperators, group, all, measurements, drain, draining, chosen, tls, site);
        } catch (UncheckedIOException e) {
            all.forEach(ServerLoop::close);
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            throw e;
        }
    }

    private static Channel listen(ServerBootstrap bootstrap, InetSocketAddress address) {
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw cannotListen(address, bound.cause());
        }
        return bound.channel();
    }

    private static UncheckedIOException cannotListen(InetSocketAddress address, Throwable cause) {
        String reason = cause instanceof BindException
                        || String.valueOf(cause.getMessage()).contains("in use")
                ? "the address is in use or not one of this machine's"
                : String.valueOf(cause.getMessage());
        IOException failure = new IOException(
                "cannot listen on " + address.getAddress().getHostAddress() + ":" + address.getPort() + ": " + reason,
                cause);
        return new UncheckedIOException(failure.getMessage(), failure);
    }
}
