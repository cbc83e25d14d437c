package dev.tidings.server;

import dev.tidings.hub.Hub;
import dev.tidings.server.access.Access;
import dev.tidings.server.stream.Channels;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.server.tls.TlsContexts;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A hub over HTTP. Safe for any thread.
 *
 * <pre>{@code
 * try (SseServer server = SseServer.builder(hub).port(8080)
 *         .endpoint("/sse", e -> e.topics("filter.verified").require("email")).start()) { ... }
 * }</pre>
 */
public final class SseServer implements AutoCloseable {
    /*
     *   RUNNING ──close──> DRAINING: not ready; new streams are told to come back; publishes are answered
     *                          │  a while later, or when no connection is left
     *                          v
     *                      the listener is closed; streams end, spread over the drain period; requests under way are answered
     *                          │  when no connection is left, or the period and some grace are over
     *                          v
     *                      CLOSED: the event loops have ended. The hub lives on.
     */

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    /** 3 s: for peers that are slow to take the end. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final long LOOPS_END_SECONDS = 5;

    private final Channel listener;
    private final @Nullable Channel ofOperators;
    private final EventLoopGroup group;
    private final List<ServerLoop> loops;
    private final Measurements measurements;
    private final ConnectionCount connections;
    private final DrainPeriods drain;
    private final Draining draining;
    private final Transport transport;
    private final @Nullable TlsContexts tls;
    private final Site site;

    // Guarded by this.
    private boolean closed;

    SseServer(
            Channel listener,
            @Nullable Channel ofOperators,
            EventLoopGroup group,
            List<ServerLoop> loops,
            Measurements measurements,
            DrainPeriods drain,
            Draining draining,
            Transport transport,
            @Nullable TlsContexts tls,
            Site site) {
        this.listener = listener;
        this.ofOperators = ofOperators;
        this.group = group;
        this.loops = List.copyOf(loops);
        this.measurements = measurements;
        this.connections = measurements.connections();
        this.drain = drain;
        this.draining = draining;
        this.transport = transport;
        this.tls = tls;
        this.site = site;
    }

    /** A server for a hub, which it does not close. */
    public static ServerBuilder builder(Hub hub) {
        return new ServerBuilder(hub);
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Whether it speaks TLS. */
    public boolean isEncrypted() {
        return tls != null;
    }

    /** Where health and metrics are told without credentials; empty if they have no port of their own. */
    public OptionalInt metricsPort() {
        return ofOperators == null
                ? OptionalInt.empty()
                : OptionalInt.of(((InetSocketAddress) ofOperators.localAddress()).getPort());
    }

    /** What can be measured of it and its hub, for a registry of the application's; its own is what {@code /metrics} shows. */
    public MeterBinder meters() {
        return measurements.meters();
    }

    /** Whether it takes new streams; false as soon as {@link #close()} has been called. */
    public boolean isReady() {
        return !draining.hasBegun();
    }

    /** How many connections are open, streams and others. */
    public int connections() {
        return connections.open();
    }

    /** What it talks to the kernel with; never {@link Transport#AUTO}. */
    public Transport transport() {
        return transport;
    }

    /**
     * Says anew who may use the server, and by which endpoints; all or nothing. A stream stays open if its endpoint and what decides
     * about its owner are what they were; others end as revoked, and their clients come back if they still may. What was
     * revoked stays so. May block.
     *
     * @param access of the same kind as before: development, open, or rules
     * @param endpoints all there are to be; none for {@code /sse} and {@code /events}, open
     * @return how many streams have ended
     * @throws IllegalArgumentException if these do not fit together, or cannot take the place of those before; nothing has changed then
     * @throws IllegalStateException if what was revoked cannot be read; nothing has changed then
     */
    public CompletionStage<Integer> reload(Access access, Collection<EndpointConfig> endpoints) {
        return site.reload(access, endpoints);
    }

    /** Stops gracefully: returns when all connections have ended, at the latest when the drain's periods and some grace are over. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        draining.begin();
        boolean interrupted = false;
        try {
            connections.awaitNone(drain.refuse());
            listener.close().sync();
            loops.forEach(loop -> loop.drain(drain.streams(), loops.size()));
            if (!connections.awaitNone(drain.streams().plus(GRACE))) {
                LOG.log(Level.INFO, "{0} connections did not end in time and are cut off", connections.open());
            }
        } catch (InterruptedException e) {
            interrupted = true;
            Channels.close(listener);
        }
        try {
            closeShards();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        site.close();
        group.shutdownGracefully(0, LOOPS_END_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        if (tls != null) {
            tls.close();
        }
        measurements.text().close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeShards() throws InterruptedException {
        CompletableFuture<?>[] closing =
                loops.stream().map(loop -> loop.close().toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(closing).get(LOOPS_END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "the hub's work on the event loops did not end in time and is cut off", e);
        }
    }
}
