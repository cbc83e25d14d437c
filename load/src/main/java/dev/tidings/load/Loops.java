package dev.tidings.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The generator's event loops: some that read, and one that publishes, so that a flood of deliveries does not delay the clock of a
 * publisher's round trip.
 */
final class Loops implements AutoCloseable {
    /** 0.8: above, a loop is often late by itself. */
    private static final double BOTTLENECK = 0.8;

    /** 50 ms: io_uring tells of closed sockets a moment later. */
    private static final long CLOSING_MILLIS = 50;

    static final String BOTTLENECK_NOTE = "the generator itself is the bottleneck: more --loops, or more processes";

    private final List<EventLoopGroup> readers = new ArrayList<>();
    private final List<LoopShare> shares = new ArrayList<>();
    private final Map<EventLoop, SharedBuffer> buffers = new HashMap<>();
    private final Transport transport;
    private final EventLoopGroup publisher;

    Loops(int readingLoops, Transport transport) {
        this.transport = transport;
        for (int i = 0; i < readingLoops; i++) readers.add(loop("load-reader-" + i));
        publisher = loop("load-publisher");
        for (EventLoopGroup reader : readers) {
            shares.add(LoopShare.of(reader));
            buffers.put(reader.next(), new SharedBuffer());
        }
        shares.add(LoopShare.of(publisher));
        buffers.put(publisher.next(), new SharedBuffer());
    }

    private EventLoopGroup loop(String name) {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), transport.handlers());
    }

    /** Whether sockets have options that Netty has no name for. */
    boolean hasUnixOptions() {
        return transport != Transport.NIO;
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

    Bootstrap bootstrap(EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channel(transport.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, buffers.get(loop));
    }

    /** From now on {@link #busy} counts. */
    void startClocks() {
        shares.forEach(LoopShare::start);
    }

    /** Share of each loop's time, since the clocks were started, in which it had work; readers first, then the publisher. */
    List<Double> busy() {
        return shares.stream().map(LoopShare::busy).toList();
    }

    /** Whether what is measured is mostly the queue of a loop. */
    static boolean isBottleneck(List<Double> busy) {
        return busy.stream().anyMatch(share -> share > BOTTLENECK);
    }

    /** For a person: the readers first, then the publisher. */
    static String shares(List<Double> busy) {
        StringBuilder shares = new StringBuilder();
        for (int i = 0; i < busy.size(); i++) {
            boolean last = i == busy.size() - 1;
            shares.append(String.format(Locale.ROOT, "%s %.0f %%  ", last ? "publisher" : "reader", busy.get(i) * 100));
        }
        return shares.toString().strip();
    }

    /** Runs it on a loop and waits for the result. */
    static <T> T on(EventLoop loop, Supplier<T> work) {
        return loop.submit(work::get).syncUninterruptibly().getNow();
    }

    @Override
    public void close() {
        List<EventLoopGroup> all = new ArrayList<>(readers);
        all.add(publisher);
        for (EventLoopGroup group : all) group.shutdownGracefully(CLOSING_MILLIS, 1_000, TimeUnit.MILLISECONDS);
        for (EventLoopGroup group : all) group.terminationFuture().awaitUninterruptibly();
        buffers.values().forEach(SharedBuffer::release);
    }
}
