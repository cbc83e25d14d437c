package dev.tidings.hub;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.Caller;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.LogUse;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.log.Resumption;
import dev.tidings.hub.shard.EventLoop;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.hub.shard.HubMetrics;
import dev.tidings.hub.shard.HubStats;
import dev.tidings.hub.shard.HubThread;
import dev.tidings.hub.shard.JoinRequest;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.shard.NoMetrics;
import dev.tidings.hub.shard.Shard;
import dev.tidings.hub.shard.Shards;
import dev.tidings.hub.shard.Start;
import dev.tidings.hub.shard.Subscriber;
import dev.tidings.hub.shard.SubscriberView;
import dev.tidings.hub.shard.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publish and subscribe over one log. Safe for any thread.
 *
 * <pre>{@code
 * try (Hub hub = Hub.open()) {
 *     hub.subscribe(Filter.topic("filter.verified").where("email", "ann@example.com"), delivery -> ...);
 *     hub.publish(Event.of("filter.verified", json).with("email", "ann@example.com"));
 * }
 * }</pre>
 */
public final class Hub implements AutoCloseable {

    private final EventLog log;
    private final HubLimits limits;
    private final EventLimits eventLimits;
    private final HubMetrics metrics;
    private final HubThreads threads;
    private final Shards shards;
    private final EventLoop ownLoop;

    // Guarded by this; made with the first listener.
    private @Nullable Shard ownShard;
    private boolean closed;

    private Hub(Builder builder) {
        this.log = builder.log == null ? MemoryLog.open() : builder.log;
        this.limits = builder.limits;
        this.eventLimits = builder.eventLimits;
        this.metrics = builder.metrics;
        this.threads = new HubThreads(builder.readers, builder.executor);
        this.ownLoop = builder.ownLoop == null ? new HubThread() : builder.ownLoop;
        this.shards = new Shards(log, limits, metrics, builder.ticker, threads.readers());
    }

    /** A hub with a log in memory and everything at its default. */
    public static Hub open() {
        return builder().open();
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Publishes an event to all whose subscription it matches.
     *
     * @return its id, once the event is as durable as the log promises; fails with {@link IllegalArgumentException} if the event
     *     is larger than {@link #eventLimits()}, with {@link dev.tidings.hub.log.LogFullException} if the log cannot keep up and
     *     with {@link dev.tidings.hub.log.LogUnavailableException} if its storage fails
     */
    public CompletionStage<EventId> publish(Event event) {
        return publish(List.of(event)).thenApply(ids -> ids.get(0));
    }

    /** Publishes several events side by side, whole or not at all; as {@link #publish(Event)}. */
    public CompletionStage<List<EventId>> publish(List<Event> events) {
        try {
            return publish(Publication.of(events));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /**
     * Publishes events, whole or not at all, of which some may have an idempotency key: what was published under its key before,
     * within {@link dev.tidings.hub.log.IdempotencyTable#DEFAULT_WINDOW}, gets its first ids again and is not published again.
     *
     * @return as {@link #publish(Event)}; also fails with {@link dev.tidings.hub.log.IdempotencyException}
     */
    public CompletionStage<List<EventId>> publish(Publication publication) {
        return publish(publication, () -> log.append(publication));
    }

    /** As {@link #publish(Publication)}, on the thread of one who publishes again and again: an event loop of a transport. */
    public CompletionStage<List<EventId>> publish(Publication publication, Caller caller) {
        return publish(publication, () -> log.append(publication, caller));
    }

    private CompletionStage<List<EventId>> publish(
            Publication publication, Supplier<CompletionStage<List<EventId>>> append) {
        try {
            publication.events().forEach(eventLimits::check);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedStage(e);
        }
        CompletionStage<List<EventId>> appended = append.get();
        return metrics == NoMetrics.INSTANCE
                ? appended
                : appended.whenComplete((ids, failure) -> {
                    if (failure == null) {
                        metrics.published(ids.size());
                    }
                });
    }

    /** Calls the listener for each matching event that is published from now on. */
    public Membership subscribe(Filter filter, Listener listener) {
        return subscribe(Subscription.of(filter), listener);
    }

    /** Calls the listener for each matching event that is published from now on. */
    public Membership subscribe(Subscription subscription, Listener listener) {
        return subscribe(subscription, Start.now(), listener);
    }

    /** Calls the listener for each matching event from the given start on. */
    public Membership subscribe(Subscription subscription, Start start, Listener listener) {
        requireNonNull(listener, "listener");
        return join(new ListenerSubscriber(listener, threads.listeners(), ownLoop()), subscription, start);
    }

    /**
     * Matching events from now on, for each subscriber as fast as it asks for them. If it asks so slowly that the log no longer
     * retains what comes next, it gets a {@link GapException}.
     */
    public Flow.Publisher<Delivery> stream(Subscription subscription) {
        return stream(subscription, Start.now());
    }

    /** Matching events from the given start on, as {@link #stream(Subscription)}. */
    public Flow.Publisher<Delivery> stream(Subscription subscription, Start start) {
        return new DeliveryStream(this, subscription, start);
    }

    /** Whoever publishes behind this call is heard: from now on means from this moment, not from when the shard's loop has taken it in. */
    Membership join(Subscriber<Handed> subscriber, Subscription subscription, Start start) {
        Start fixed = start instanceof Start.Now ? Start.after(head().toString()) : start;
        return ownShard()
                .join(new JoinRequest<>(
                        subscriber, subscription, Handed.Objects.INSTANCE, fixed, "", Duration.ZERO, Duration.ZERO));
    }

    /**
     * The newest place in the log. Read your state after asking for it, subscribe behind it: then no event is missing between
     * the two.
     */
    public EventId head() {
        return log.epochs().idOf(log.head());
    }

    /** The place behind which the log still has everything. */
    public EventId earliest() {
        return log.epochs().idOf(log.earliest());
    }

    /**
     * What somebody would miss who comes back with this id now; empty if nothing.
     *
     * @param id any text, as a client gave it back
     */
    public Optional<Gap.Reason> missedAfter(String id) {
        return Resumption.of(log, id).missed();
    }

    /** How many subscribers of this process have a subscription that lies within the given one. */
    public CompletionStage<Integer> count(Subscription subscription) {
        return shards.count(subscription);
    }

    /**
     * Ends all subscriptions of a principal; says how many there were.
     *
     * @param principal not empty, which stands for everybody who is unknown
     */
    public CompletionStage<Integer> disconnect(String principal) {
        if (principal.isEmpty()) {
            throw new IllegalArgumentException("principal: empty (expected: a name)");
        }
        return disconnect(subscriber -> subscriber.principal().equals(principal));
    }

    /**
     * Ends the subscriptions that are meant, as revoked; says how many there were. Whoever has asked to join and is meant is ended, too;
     * so is whoever asks in a task of its event loop that has begun before this call. Who asks later may be.
     *
     * @param which called on the event loops, must not block, and may be asked of the same subscriber twice
     */
    public CompletionStage<Integer> disconnect(Predicate<? super SubscriberView> which) {
        requireNonNull(which, "which");
        return shards.disconnect(which);
    }

    /**
     * Shows each subscriber of this process to a visitor; says how many there were. An event loop is never kept for longer than a
     * slice.
     *
     * @param visitor called on the event loops, on several at once, and must not block
     */
    public CompletionStage<Integer> visit(Consumer<? super SubscriberView> visitor) {
        requireNonNull(visitor, "visitor");
        return shards.visit(visitor);
    }

    /** Adds an event loop whose subscribers this hub shall serve. A transport adds each of its own. */
    public Shard addShard(EventLoop loop) {
        return shards.add(loop);
    }

    /** How much of its bounds its log uses. */
    public LogUse logUse() {
        return log.use();
    }

    /** What it has done and holds, for those who look after it; asks no event loop. */
    public HubStats stats() {
        return shards.stats();
    }

    public HubLimits limits() {
        return limits;
    }

    public EventLimits eventLimits() {
        return eventLimits;
    }

    Executor listeners() {
        return threads.listeners();
    }

    EventLoop ownLoop() {
        return ownLoop;
    }

    private synchronized Shard ownShard() {
        if (closed) {
            throw new IllegalStateException("the hub is closed");
        }
        if (ownShard == null) {
            ownShard = shards.add(ownLoop);
        }
        return ownShard;
    }

    /** Ends all subscriptions and closes the log. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // Not under the lock: closing a log may wait for a thread that is about to ask for it.
        shards.close();
        log.close();
        shards.whenClosed().thenRun(() -> {
            if (ownLoop instanceof HubThread ownThread) {
                ownThread.shutdown();
            }
            threads.close();
        });
    }

    /** How a hub is to be. For one thread. */
    public static final class Builder {

        private @Nullable EventLog log;
        private HubLimits limits = HubLimits.DEFAULT;
        private EventLimits eventLimits = EventLimits.DEFAULT;
        private HubMetrics metrics = NoMetrics.INSTANCE;
        private Ticker ticker = Ticker.SYSTEM;
        private @Nullable Executor executor;
        private @Nullable Executor readers;
        private @Nullable EventLoop ownLoop;

        private Builder() {}

        /** Where events are kept; in memory by default. The hub closes it. */
        public Builder log(EventLog newLog) {
            log = requireNonNull(newLog, "log");
            return this;
        }

        public Builder limits(HubLimits newLimits) {
            limits = requireNonNull(newLimits, "limits");
            return this;
        }

        public Builder eventLimits(EventLimits newLimits) {
            eventLimits = requireNonNull(newLimits, "eventLimits");
            return this;
        }

        public Builder metrics(HubMetrics newMetrics) {
            metrics = requireNonNull(newMetrics, "metrics");
            return this;
        }

        /** Runs the listeners of this JVM; daemon threads of the hub's own by default. */
        public Builder executor(Executor newExecutor) {
            executor = requireNonNull(newExecutor, "executor");
            return this;
        }

        public Builder ticker(Ticker newTicker) {
            ticker = requireNonNull(newTicker, "ticker");
            return this;
        }

        /** Where the listeners of this JVM have their shard; a daemon thread of the hub's own by default. */
        public Builder ownLoop(EventLoop newLoop) {
            ownLoop = requireNonNull(newLoop, "loop");
            return this;
        }

        /** Runs what reads the log, and may block; daemon threads of the hub's own by default. */
        public Builder readers(Executor newReaders) {
            readers = requireNonNull(newReaders, "readers");
            return this;
        }

        public Hub open() {
            return new Hub(this);
        }
    }
}
