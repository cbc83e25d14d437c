package dev.tidings.load;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/**
 * Clients that come back all at once, each with an old id and a lane of its own of which it has missed as many events as the others.
 * For one thread.
 */
final class Returning implements AutoCloseable {
    /** 2 048: half of the usual queue of connections that are not accepted yet; one that finds it full waits for a second. */
    private static final int CONNECTING = 2_048;

    /** 30 s without anybody who gets further: the others do not come any more. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final Loops loops;
    private final Target target;
    private final Dialer dialer;
    private final String id;
    private final int missed;
    private final List<Part> parts = new ArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger caughtUp = new AtomicInteger();
    private long startNanos;
    private double openedSeconds;

    /** Those of one event loop, and confined to it. */
    private static final class Part {
        final Tally tally;
        final Histogram caughtUp = Tally.histogram();
        final List<LoadSubscriber> clients = new ArrayList<>();

        Part(Tally tally) {
            this.tally = tally;
        }
    }

    /** Notes when its client has had all that it missed. */
    private final class Client implements Witness {
        private final Part part;
        private int events;

        Client(Part part) {
            this.part = part;
        }

        @Override
        public void opened() {
            opened.incrementAndGet();
        }

        @Override
        public void event(long sequence, long sentNanos, long nowNanos) {
            if (++events < missed || events > missed) return;
            Tally.record(part.caughtUp, nowNanos - startNanos);
            caughtUp.incrementAndGet();
        }
    }

    /** @param missed events of each, numbered from 0 */
    Returning(Loops loops, Target target, String id, int missed) {
        this.loops = loops;
        this.target = target;
        this.dialer = new Dialer(loops, target);
        this.id = id;
        this.missed = missed;
        Deliveries deliveries = new Deliveries(loops.readers());
        for (int i = 0; i < loops.readers(); i++) parts.add(new Part(new Tally(deliveries, i)));
    }

    /** Whether all of them have had as many events as they missed; returns when it is so, or nothing moves any more. */
    boolean comeBack(int clients, Spread lanes) {
        startNanos = System.nanoTime();
        for (int i = 0; i < clients; i++) {
            int before = i - CONNECTING;
            if (before >= opened.get()) awaitOpened(before);
            connect(i, lanes.lane(i));
        }
        awaitOpened(clients);
        openedSeconds = (System.nanoTime() - startNanos) / 1e9;
        return Await.progress(QUIET, caughtUp::get, clients);
    }

    private void awaitOpened(int count) {
        if (!Await.progress(QUIET, opened::get, count)) {
            throw new IllegalStateException("only " + opened + " streams have opened " + result().trouble());
        }
    }

    private void connect(int number, long lane) {
        int loop = number % loops.readers();
        Part part = parts.get(loop);
        EventLoop reader = loops.reader(loop);
        LoadSubscriber client = new LoadSubscriber(target, lane, number, part.tally, new Client(part)).resumingAt(id);
        reader.execute(() -> part.clients.add(client));
        dialer.subscribe(reader, client);
    }

    /** From the first connect until all streams were open. */
    double openedSeconds() {
        return openedSeconds;
    }

    /** From the first connect until each had what it missed. */
    Histogram caughtUp() {
        Histogram all = Tally.histogram();
        forEachLoop(loop -> all.add(parts.get(loop).caughtUp));
        return all;
    }

    CrowdResult result() {
        CrowdResult result = new CrowdResult();
        forEachLoop(loop -> {
            Part part = parts.get(loop);
            result.add(part.tally);
            part.clients.forEach(client -> result.add(client.check(), missed));
        });
        return result;
    }

    private void forEachLoop(IntConsumer work) {
        for (int loop = 0; loop < loops.readers(); loop++) {
            int number = loop;
            Loops.on(loops.reader(loop), () -> {
                work.accept(number);
                return true;
            });
        }
    }

    @Override
    public void close() {
        forEachLoop(loop -> parts.get(loop).clients.forEach(client -> client.leave(false)));
    }
}
