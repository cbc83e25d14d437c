package dev.tidings.server;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;

/** The event loops of a server, each a {@link PromptLoop}. */
final class EventLoops extends MultiThreadIoEventLoopGroup {

    EventLoops(int loops, IoHandlerFactory handlers) {
        super(loops, new DefaultThreadFactory("tidings-server"), handlers);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
        return new PromptLoop(this, executor, handlers);
    }
}
