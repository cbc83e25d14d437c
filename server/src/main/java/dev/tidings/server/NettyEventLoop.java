package dev.tidings.server;

import dev.tidings.hub.shard.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Lends a Netty event loop to a shard. A task that comes after the loop has ended is dropped: nothing is left to serve. */
final class NettyEventLoop implements EventLoop {

    private final PromptLoop loop;

    NettyEventLoop(PromptLoop loop) {
        this.loop = loop;
    }

    @Override
    public boolean inEventLoop() {
        return loop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        try {
            loop.execute(() -> loop.runAfterPrompt(task));
        } catch (RejectedExecutionException ended) {
            requireEnding(ended);
        }
    }

    @Override
    public void executeFirst(Runnable task) {
        try {
            loop.executePromptly(task);
        } catch (RejectedExecutionException ended) {
            requireEnding(ended);
        }
    }

    @Override
    public void executeRest(Runnable rest) {
        executeRest(rest, 0);
    }

    @Override
    public void executeRest(Runnable rest, long delayNanos) {
        try {
            loop.executeRest(rest, delayNanos);
        } catch (RejectedExecutionException ended) {
            requireEnding(ended);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a task of the hub reports its own failure
    public void schedule(Runnable task, long delayNanos) {
        try {
            loop.schedule(() -> loop.runAfterPrompt(task), delayNanos, TimeUnit.NANOSECONDS);
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
