package dev.tidings.server;

import dev.tidings.hub.log.Caller;
import dev.tidings.hub.shard.Shard;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.RequestConnection;
import dev.tidings.server.http.RequestHandler;
import dev.tidings.server.http.RequestLimits;
import dev.tidings.server.http.RequestLoop;
import dev.tidings.server.http.StreamStart;
import dev.tidings.server.http2.Http2Handler;
import dev.tidings.server.limit.Peers;
import dev.tidings.server.limit.Place;
import dev.tidings.server.metrics.LoopCounts;
import dev.tidings.server.stream.OpenStreams;
import dev.tidings.server.stream.StreamSubscriber;
import dev.tidings.server.stream.StreamTerms;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** What one event loop of a server holds: its shard of the hub, its open streams, its connections that have requests. */
final class ServerLoop implements RequestLoop {

    private final PromptLoop loop;
    private final Shard shard;
    private final Site site;
    private final RequestLimits limits;
    private final ConnectionCount connections;
    private final Peers peers;
    private final BooleanSupplier draining;
    private final LoopCounts counts;

    // Event loop only.
    private final OpenStreams streams;
    private final Set<RequestConnection> requests = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean drained;

    ServerLoop(
            PromptLoop loop,
            Shard shard,
            Site site,
            ServerLimits limits,
            ConnectionCount connections,
            Peers peers,
            BooleanSupplier draining,
            LoopCounts counts) {
        this.loop = loop;
        this.shard = shard;
        this.site = site;
        this.limits = limits.ofRequests();
        this.connections = connections;
        this.peers = peers;
        this.draining = draining;
        this.counts = counts;
        this.streams = new OpenStreams(loop, shard, limits.stall(), limits.heartbeat(), counts);
    }

    @Override
    public RequestLimits limits() {
        return limits;
    }

    @Override
    public Load load() {
        return draining.getAsBoolean() ? Load.DRAINING : Load.NORMAL;
    }

    @Override
    public SortedMap<String, String> crossOrigin(HttpHead head) {
        return site.crossOrigin(head);
    }

    @Override
    public Outcome route(HttpHead head, Load load) {
        servePrompt();
        return site.route(head, load);
    }

    @Override
    public void executePromptly(Runnable task) {
        loop.executePromptly(task);
    }

    @Override
    public Caller caller() {
        return loop;
    }

    @Override
    public LoopCounts counts() {
        return counts;
    }

    /** Before anything that many may ask for at once: what must not wait for all of them. */
    void servePrompt() {
        loop.serveBeforeNext();
    }

    @Override
    public void add(RequestConnection connection) {
        requests.add(connection);
        if (drained) {
            connection.drain();
        }
    }

    @Override
    public void remove(RequestConnection connection) {
        requests.remove(connection);
    }

    @Override
    public Place place(Channel channel, HttpHead request, StreamTerms terms) {
        return peers.place(channel, request.values(peers.header()), terms.pass().principal(), terms.replays());
    }

    @Override
    public void openStream(Channel channel, StreamStart start, SortedMap<String, String> crossOrigin, Place place) {
        streams.open(
                channel,
                handler -> RequestHandler.replace(channel, handler),
                start.head(crossOrigin),
                start.terms(),
                place);
    }

    @Override
    public void switchToHttp2(Channel channel, boolean refusing) {
        Http2Handler.addTo(channel, this, refusing);
        RequestHandler.remove(channel);
    }

    @Override
    public boolean hasRoomForStream() {
        if (connections.enter() == ConnectionCount.Admission.SERVE) {
            return true;
        }
        connections.leave();
        return false;
    }

    @Override
    public void openStream(StreamSubscriber stream, StreamTerms terms, Place place) {
        streams.open(stream, terms, place);
    }

    @Override
    public void closeStream(StreamSubscriber stream) {
        streams.gone(stream);
        connections.leave();
    }

    /** Ends the streams, spread evenly over at most the given time, and the other connections when they have been answered. */
    void drain(Duration spread, int loops) {
        loop.execute(() -> {
            drained = true;
            List.copyOf(requests).forEach(RequestConnection::drain);
            streams.drain(spread, loops);
        });
    }

    /** Completes when nothing of the hub's needs the loop any more. */
    CompletionStage<Void> close() {
        shard.close();
        return shard.whenClosed();
    }
}
