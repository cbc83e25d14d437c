package dev.tidings.server;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.concurrent.Executor;

/** The event loops of a server. They look at their sockets often, however many tasks wait. */
final class EventLoops extends MultiThreadIoEventLoopGroup {

    /** 1 ms, as long as a shard's slice: Netty's default would keep a loop with enough tasks from its sockets for a second. */
    private static final long MAX_TASKS_MILLIS = 1;

    EventLoops(int loops, IoHandlerFactory handlers) {
        super(loops, new DefaultThreadFactory("tidings-server"), handlers);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
        return new SingleThreadIoEventLoop(
                this, executor, handlers, Integer.MAX_VALUE, RejectedExecutionHandlers.reject(), MAX_TASKS_MILLIS);
    }
}
