package dev.tidings.servlet;

import dev.tidings.hub.shard.JoinRequest;
import dev.tidings.hub.shard.Shard;
import dev.tidings.hub.stream.Blocks;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The streams of one loop, in the loop's shard of the hub. */
final class OpenStreams {

    /** 500 streams a second end at least while a transport drains: slower would only keep them waiting. */
    private static final int LEAST_ENDS_PER_SECOND = 500;

    private static final long TICK_NANOS = Duration.ofMillis(20).toNanos();
    private static final String DRAIN = "drain";

    final TransportLoop loop;
    final Shard shard;

    // Loop only.
    private final Set<ServletSubscriber> streams = new LinkedHashSet<>();
    private Iterator<ServletSubscriber> unended = List.<ServletSubscriber>of().iterator();
    private boolean draining;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    OpenStreams(TransportLoop loop, Shard shard) {
        this.loop = loop;
        this.shard = shard;
    }

    /** Takes a stream in, whose client is there. Loop only. */
    void open(ServletSubscriber stream, JoinRequest<Blocks> request) {
        streams.add(stream);
        if (draining) {
            stream.abandon(DRAIN);
        } else {
            stream.member(shard.join(request));
        }
    }

    /** Loop only. */
    void gone(ServletSubscriber stream) {
        streams.remove(stream);
        tellIfDrained();
    }

    /**
     * Ends them, spread evenly over at most the given time. Any thread.
     *
     * @return completes on the loop when all have ended
     */
    CompletionStage<Void> drain(Duration spread, int loops) {
        loop.execute(() -> {
            draining = true;
            long ticks = Math.max(1, spread.toNanos() / TICK_NANOS);
            long least = Math.max(1, LEAST_ENDS_PER_SECOND * TICK_NANOS / 1_000_000_000 / loops);
            unended = List.copyOf(streams).iterator();
            endSome(Math.max(least, (streams.size() + ticks - 1) / ticks));
            tellIfDrained();
        });
        return drained;
    }

    private void endSome(long perTick) {
        for (long i = 0; i < perTick && unended.hasNext(); i++) {
            unended.next().finish(DRAIN);
        }
        if (unended.hasNext()) {
            loop.schedule(() -> endSome(perTick), TICK_NANOS);
        }
    }

    private void tellIfDrained() {
        if (draining && streams.isEmpty()) {
            drained.complete(null);
        }
    }

    /** Ends what has not ended. Loop only. */
    void abandon() {
        List.copyOf(streams).forEach(stream -> stream.abandon(DRAIN));
    }
}
