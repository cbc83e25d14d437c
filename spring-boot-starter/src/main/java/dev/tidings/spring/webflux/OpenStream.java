package dev.tidings.spring.webflux;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.EventLoop;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.shard.Subscriber;
import dev.tidings.hub.stream.Blocks;
import dev.tidings.hub.stream.StreamOpening;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import reactor.core.CoreSubscriber;

/**
 * One open stream: takes what the hub gives, and gives the server one piece after the other.
 * <p>
 * Confined to its event loop, but for {@link #begin}, {@link #requested} and {@link #leave}.
 */
final class OpenStream implements Subscriber<Blocks> {
    /*
     *   hub ──deliver──> waiting ──a piece, if nothing is on its way──> server ──> socket
     *                       ^                                              │
     *                       └────────────── taken ─────────────────────────┘
     *
     * A socket that takes what it is given says so within the call, and the next piece follows. What a slow one costs is its piece, and
     * what waits: together not more than the hub may give it.
     */

    /** 64 KiB: a peer of 1 KiB/s still shows progress within the limit for stalled ones. */
    private static final int PIECE_BYTES = 64 << 10;

    /** 64 KiB: a batch is given whole, but to one that has anything pending only if both together are no more. */
    private static final long MOST_PENDING_BYTES = 64 << 10;

    /** 10 s: it is slow, and may read on. */
    private static final Duration PATIENT_FAREWELL = Duration.ofSeconds(10);

    /** 100 ms: then nothing arrives any more that somebody may not read. */
    private static final Duration SHORT_FAREWELL = Duration.ofMillis(100);

    private final EventLoop loop;
    private final Outlet outlet;
    private final DataBufferFactory buffers;
    private final StreamOpening opening;
    private final Function<? super OpenStream, Membership> join;

    // Event loop only.
    private final Waiting waiting = new Waiting();
    private @Nullable CoreSubscriber<? super DataBuffer> server;
    private @Nullable Membership membership;
    private @Nullable Runnable drained;
    private long demand;
    private long onItsWay;
    private long taken;
    private boolean passing;
    private boolean ending;
    private boolean completed;
    private boolean over;

    /** @param join has the hub take it in */
    OpenStream(
            EventLoop loop,
            Outlet outlet,
            DataBufferFactory buffers,
            StreamOpening opening,
            Function<? super OpenStream, Membership> join) {
        this.loop = loop;
        this.outlet = outlet;
        this.buffers = buffers;
        this.opening = opening;
        this.join = join;
    }

    /** The server is there: joins the hub. Any thread. */
    void begin(CoreSubscriber<? super DataBuffer> newServer) {
        onLoop(() -> {
            if (!over) {
                server = newServer;
                outlet.open(this);
                membership = join.apply(this);
            }
        });
    }

    /** The server asks for so many pieces more. Any thread. */
    void requested(long pieces) {
        onLoop(() -> {
            demand = Math.addExact(demand, Math.min(pieces, Long.MAX_VALUE - demand));
            outlet.requested();
            pass();
        });
    }

    /** The client is gone, or the server through with it. Any thread. */
    void leave() {
        onLoop(this::end);
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        if (membership != null) {
            membership.leave();
        }
        outlet.close();
        waiting.clear();
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    @Override
    public void joined(EventId position) {
        give(opening.first(position));
    }

    @Override
    public void deliver(Blocks batch) {
        give(batch.bytes());
    }

    private void give(byte[] blocks) {
        if (!ending && !over) {
            waiting.add(blocks);
            pass();
        }
    }

    /** Gives the server what it may have; what it takes at once makes room within this call. */
    private void pass() {
        if (passing || over) {
            return;
        }
        passing = true;
        try {
            while (onItsWay == 0 && demand > 0 && waiting.bytes() > 0) {
                passPiece();
            }
        } finally {
            passing = false;
        }
        if (ending && waiting.bytes() == 0) {
            complete();
        }
    }

    private void passPiece() {
        ByteBuffer piece = waiting.take(PIECE_BYTES);
        onItsWay = piece.remaining();
        demand--;
        requireNonNull(server, "server").onNext(buffers.wrap(piece));
        outlet.flush();
    }

    /** The server holds nothing of it any more. */
    void taken() {
        taken += onItsWay;
        onItsWay = 0;
        pass();
        if (pendingBytes() == 0 && drained != null) {
            loop.execute(drained);
            drained = null;
        }
    }

    private void complete() {
        if (!completed) {
            completed = true;
            requireNonNull(server, "server").onComplete();
        }
    }

    /** Ends it as the server ends what has failed. */
    void fail(Exception cause) {
        if (!completed) {
            completed = true;
            requireNonNull(server, "server").onError(cause);
        }
    }

    @Override
    public long pendingBytes() {
        return onItsWay + waiting.bytes();
    }

    @Override
    public long mostPendingBytes() {
        return MOST_PENDING_BYTES;
    }

    @Override
    public long progress() {
        return taken;
    }

    @Override
    public void whenDrained(Runnable task) {
        if (pendingBytes() == 0) {
            loop.execute(task);
        } else {
            drained = task;
        }
    }

    @Override
    public void ended(CloseReason reason) {
        if (over) {
            return;
        }
        switch (reason) {
            case STALLED -> outlet.reset();
            case REVOKED -> finish(SHORT_FAREWELL);
            case EXPIRED, BEHIND, SHUTDOWN -> finish(PATIENT_FAREWELL);
        }
    }

    /** Ends the body behind what was delivered; cuts off a client that takes longer than it has. */
    private void finish(Duration farewell) {
        ending = true;
        pass();
        loop.schedule(this::cutOff, farewell.toNanos());
    }

    private void cutOff() {
        if (!over) {
            outlet.reset();
        }
    }
}
