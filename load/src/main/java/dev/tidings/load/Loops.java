package dev.tidings.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The generator's event loops: some that read, and one that publishes, so that a flood of deliveries does not delay the clock of a
 * publisher's round trip.
 */
final class Loops implements AutoCloseable {
    /** 64 KiB: a burst for one subscriber in one read. */
    private static final int READ_BYTES = 64 << 10;

    private final List<EventLoopGroup> readers = new ArrayList<>();
    private final List<LoopShare> shares = new ArrayList<>();
    private final EventLoopGroup publisher;

    Loops(int readingLoops) {
        for (int i = 0; i < readingLoops; i++) readers.add(loop("load-reader-" + i));
        publisher = loop("load-publisher");
        for (EventLoopGroup reader : readers) shares.add(LoopShare.of(reader));
        shares.add(LoopShare.of(publisher));
    }

    private static EventLoopGroup loop(String name) {
        IoHandlerFactory handlers = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), handlers);
    }

    private static Class<? extends Channel> channel() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    int readers() {
        return readers.size();
    }

    EventLoop reader(int number) {
        return readers.get(number).next();
    }

    EventLoop publisher() {
        return publisher.next();
    }

    static Bootstrap bootstrap(EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channel(channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES));
    }

    /** From now on {@link #busy} counts. */
    void startClocks() {
        shares.forEach(LoopShare::start);
    }

    /** Share of each loop's time, since the clocks were started, in which it had work; readers first, then the publisher. */
    List<Double> busy() {
        return shares.stream().map(LoopShare::busy).toList();
    }

    /** Runs it on a loop and waits for the result. */
    static <T> T on(EventLoop loop, Supplier<T> work) {
        return loop.submit(work::get).syncUninterruptibly().getNow();
    }

    @Override
    public void close() {
        List<EventLoopGroup> all = new ArrayList<>(readers);
        all.add(publisher);
        for (EventLoopGroup group : all) group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        for (EventLoopGroup group : all) group.terminationFuture().awaitUninterruptibly();
    }
}
