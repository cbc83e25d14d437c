package dev.tidings.spring.webflux;

import dev.tidings.hub.Hub;
import dev.tidings.hub.shard.EventLoop;
import dev.tidings.hub.shard.HubThread;
import dev.tidings.hub.shard.Shard;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The event loops that serve streams, each with its shard from its first stream on: those of a Reactor Netty server, and one of our
 * own for streams of other servers. Safe for any thread.
 */
final class Lanes {

    /** An event loop and the hub's shard on it. */
    record Lane(EventLoop loop, Shard shard) {}

    /** 15 s: those who read slowly have ten to read on. Who is not over by then has a server that does not let go of it. */
    private static final long LONGEST_FAREWELL_SECONDS = 15;

    private final Hub hub;
    private final StreamCount streams;

    // Guarded by this. Event loops by what they are made of; null once there shall be none.
    private @Nullable Map<Object, Lane> lanes = new HashMap<>();

    /** @param streams counts those that have a lane, from before they get it */
    Lanes(Hub hub, StreamCount streams) {
        this.hub = hub;
        this.streams = streams;
    }

    /** The lane on an event loop of the server; null while streams are refused. */
    @Nullable
    Lane on(EventExecutor executor) {
        return lane(executor, () -> new NettyLoop(executor));
    }

    /** The lane on a thread of our own; null while streams are refused. */
    @Nullable
    Lane own() {
        return lane(HubThread.class, HubThread::new);
    }

    private synchronized @Nullable Lane lane(Object key, Supplier<EventLoop> loop) {
        return lanes == null ? null : lanes.computeIfAbsent(key, absent -> open(loop.get()));
    }

    private Lane open(EventLoop loop) {
        return new Lane(loop, hub.addShard(loop));
    }

    synchronized boolean areOpen() {
        return lanes != null;
    }

    /** Streams are taken again. */
    synchronized void reopen() {
        if (lanes == null) {
            lanes = new HashMap<>();
        }
    }

    /** Ends all streams and refuses others. */
    synchronized void close() {
        if (lanes != null) {
            lanes.values().forEach(this::close);
            lanes = null;
        }
    }

    /** A thread of our own outlives its shard: streams that have ended still have to pass on what waits in them. */
    private void close(Lane lane) {
        lane.shard().close();
        if (lane.loop() instanceof HubThread own) {
            lane.shard().whenClosed().thenCombine(over(), (closed, over) -> own).thenAccept(HubThread::shutdown);
        }
    }

    private CompletionStage<Void> over() {
        return streams.whenNone()
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(null, LONGEST_FAREWELL_SECONDS, TimeUnit.SECONDS);
    }
}
