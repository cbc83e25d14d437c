package dev.tidings.server;

import dev.tidings.hub.shard.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Lends a Netty event loop to a shard. A task that comes after the loop has ended is dropped: nothing is left to serve. */
final class NettyEventLoop implements EventLoop {

    private final io.netty.channel.EventLoop loop;

    NettyEventLoop(io.netty.channel.EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public boolean inEventLoop() {
        return loop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ended) {
            requireEnding(ended);
        }
    }

    /** A loop looks for timed tasks once in each round, between its sockets and its other tasks. */
    @Override
    public void executeRest(Runnable rest) {
        schedule(rest, 0);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a task of the hub reports its own failure
    public void schedule(Runnable task, long delayNanos) {
        try {
            loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            requireEnding(ended);
        }
    }

    private void requireEnding(RejectedExecutionException rejection) {
        if (!loop.isShuttingDown()) {
            throw rejection;
        }
    }
}
