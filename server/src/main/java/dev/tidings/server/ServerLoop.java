package dev.tidings.server;

import dev.tidings.hub.shard.JoinRequest;
import dev.tidings.hub.shard.Shard;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What one event loop of a server holds: its shard of the hub, its open streams, its connections that have requests. */
final class ServerLoop {

    /** 500 streams a second end at least while a server drains: slower would only keep them waiting. */
    private static final int LEAST_ENDS_PER_SECOND = 500;

    private static final long TICK_MILLIS = 20;

    private static final String DRAIN = "drain";

    private final EventLoop loop;
    private final Shard shard;
    private final Router router;
    private final ServerLimits limits;
    private final BooleanSupplier draining;

    // Event loop only.
    private final StreamList streams = new StreamList();
    private final StreamHandler streamHandler = new StreamHandler(streams);
    private final Set<RequestHandler> requests = Collections.newSetFromMap(new IdentityHashMap<>());

    ServerLoop(EventLoop loop, Shard shard, Router router, ServerLimits limits, BooleanSupplier draining) {
        this.loop = loop;
        this.shard = shard;
        this.router = router;
        this.limits = limits;
        this.draining = draining;
    }

    Router router() {
        return router;
    }

    ServerLimits limits() {
        return limits;
    }

    Load load() {
        return draining.getAsBoolean() ? Load.DRAINING : Load.NORMAL;
    }

    void add(RequestHandler handler) {
        requests.add(handler);
    }

    void remove(RequestHandler handler) {
        requests.remove(handler);
    }

    /** Makes the connection a stream: from now on only one handler, shared by all streams, is left of its pipeline. */
    void openStream(Channel channel, StreamStart start, Map<String, String> crossOrigin) {
        StreamSubscriber subscriber = new StreamSubscriber(channel, start.encoding());
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        channel.config().setAutoRead(true);
        channel.pipeline().addLast(streamHandler);
        streamHandler.add(channel, subscriber);
        channel.pipeline().remove(RequestHandler.class);
        channel.pipeline().remove(StrictRequestDecoder.class);
        subscriber.begin(start.head(crossOrigin));
        subscriber.member(shard.join(new JoinRequest<>(
                subscriber,
                start.query().subscription(),
                start.encoding(),
                start.query().start(),
                "",
                limits.stall(),
                limits.heartbeat())));
    }

    /** Ends the streams, spread evenly over at most the given time, and the other connections when they have been answered. */
    void drain(Duration spread, int loops) {
        loop.execute(() -> {
            List.copyOf(requests).forEach(RequestHandler::drain);
            long ticks = Math.max(1, spread.toMillis() / TICK_MILLIS);
            long least = Math.max(1, LEAST_ENDS_PER_SECOND * TICK_MILLIS / 1000 / loops);
            endStreams(spread.isZero() ? streams.size() : Math.max(least, (streams.size() + ticks - 1) / ticks));
        });
    }

    @SuppressWarnings(
            "FutureReturnValueIgnored") // whatever goes wrong with it, the server closes all connections in the end
    private void endStreams(long perTick) {
        for (long i = 0; i < perTick; i++) {
            StreamSubscriber stream = streams.first();
            if (stream == null) {
                return;
            }
            streams.remove(stream);
            stream.finish(DRAIN);
        }
        loop.schedule(() -> endStreams(perTick), TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void close() {
        shard.close();
    }
}
