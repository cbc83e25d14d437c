package dev.tidings.spring.webflux;

import dev.tidings.hub.shard.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Lends an event loop of the server to a shard. A task that comes after the loop has ended is dropped: nothing is left to serve. */
final class NettyLoop implements EventLoop {

    private final EventExecutor loop;

    NettyLoop(EventExecutor loop) {
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
