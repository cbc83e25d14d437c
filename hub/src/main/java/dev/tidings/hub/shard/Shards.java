package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.EventLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * All shards of a process over one log, and the tail they read: what is appended wakes them. Safe for any thread.
 */
public final class Shards implements AutoCloseable {

    private final EventLog log;
    private final HubLimits limits;
    private final HubMetrics metrics;
    private final Ticker ticker;
    private final Executor readers;
    private final Tail tail;
    private final EventLog.Following following;
    private final List<Shard> shards = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> whenClosed = new CompletableFuture<>();

    // Guarded by this.
    private boolean closed;

    /**
     * Begins at the head of the log.
     *
     * @param readers runs what reads the log, and may block
     */
    public Shards(EventLog log, HubLimits limits, HubMetrics metrics, Ticker ticker, Executor readers) {
        this.log = log;
        this.limits = limits;
        this.metrics = metrics;
        this.ticker = ticker;
        this.readers = readers;
        long head = log.head();
        this.tail = new Tail(limits.tailBytes(), head, ticker);
        this.following = log.follow(head, this::appended);
    }

    private void appended(List<Delivery> events) {
        tail.append(events);
        for (Shard shard : shards) {
            shard.wake();
        }
    }

    /**
     * A shard on an event loop.
     *
     * @throws IllegalStateException if the hub is closed
     */
    public synchronized Shard add(EventLoop loop) {
        if (closed) {
            throw new IllegalStateException("the hub is closed");
        }
        Shard shard = new Shard(this, loop, log, tail, readers, ticker);
        shards.add(shard);
        shard.wake();
        return shard;
    }

    void remove(Shard shard) {
        shards.remove(shard);
    }

    int size() {
        return Math.max(1, shards.size());
    }

    HubLimits limits() {
        return limits;
    }

    HubMetrics metrics() {
        return metrics;
    }

    /** How many subscribers have a subscription that lies within the given one. */
    public CompletionStage<Integer> count(Subscription within) {
        return sum(shard -> shard.count(within));
    }

    /** Ends the subscriptions that are meant; says how many there were. */
    public CompletionStage<Integer> disconnect(Predicate<? super SubscriberView> which) {
        return sum(shard -> shard.disconnect(which));
    }

    /** Shows each subscriber to a visitor; says how many there were. */
    public CompletionStage<Integer> visit(Consumer<? super SubscriberView> visitor) {
        return sum(shard -> shard.visit(visitor));
    }

    private CompletionStage<Integer> sum(Function<Shard, CompletionStage<Integer>> part) {
        CompletionStage<Integer> sum = CompletableFuture.completedStage(0);
        for (Shard shard : shards) {
            sum = sum.thenCombine(part.apply(shard), Integer::sum);
        }
        return sum;
    }

    /** What they have done and hold. */
    public HubStats stats() {
        return new HubStats(
                tail.appended(),
                tail.bytes(),
                tail.maxBytes(),
                shards.stream().map(Shard::stats).toList());
    }

    /** Completes when every shard that was there at {@link #close()} has closed. */
    public CompletionStage<Void> whenClosed() {
        return whenClosed;
    }

    /** Closes every shard and stops following the log, which is not closed. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Shard> closing = List.copyOf(shards);
        closing.forEach(Shard::close);
        CompletableFuture.allOf(closing.stream()
                        .map(shard -> shard.whenClosed().toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> whenClosed.complete(null));
        following.close();
    }
}
