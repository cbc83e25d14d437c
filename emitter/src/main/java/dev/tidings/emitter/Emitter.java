package dev.tidings.emitter;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.TopicPattern;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Typed events on a hub: records that are published, listened to, and streamed to clients.
 *
 * <pre>{@code
 * @Topic("filter.verified")
 * record FilterVerified(@Attribute String email, boolean isVerified) {}
 *
 * Emitter emitter = Emitter.of(hub);
 * emitter.on(FilterVerified.class, event -> ...);
 * emitter.emit(new FilterVerified("ann@example.com", true));
 * }</pre>
 *
 * Listeners are local: they hear what this emitter emits, in the order of the log, once it is appended. What others publish is
 * followed by {@link TypedStream#subscribe}. They are called one after the other on a thread of the emitter's own, or on its executor: never
 * on the thread that emits, an event loop or a log's thread. So a listener may block, while all others wait for it; and it may wait
 * for the end of what it emits itself.
 * <p>
 * Safe for any thread. The hub is the application's to close.
 */
public final class Emitter implements AutoCloseable {

    /** 10: one for each part of an application; more are mostly one for each request that nobody removes. */
    public static final int DEFAULT_LEAK_WARNING = 10;

    /** 32 MiB: tens of thousands of small events, as much as may wait for a log. */
    public static final long DEFAULT_MAX_PENDING_BYTES = 32 << 20;

    private final Hub hub;
    private final JsonMapper mapper;
    private final Failures failures;
    private final Dispatcher dispatcher;
    private final Listeners listeners;
    private final Publishing publishing;
    private final StreamJson json;
    private volatile boolean closed;

    private Emitter(Builder builder) {
        this.hub = builder.hub;
        this.mapper = builder.mapper;
        this.failures = new Failures(builder.onFailure);
        this.dispatcher = new Dispatcher(
                builder.executor == null ? EmitterThread.start() : builder.executor, builder.maxPendingBytes);
        this.listeners = new Listeners(this::newType, new Watching(builder.leakWarning, builder.watch));
        this.json = new StreamJson(mapper, listeners, 2L * hub.eventLimits().dataBytes());
        this.publishing = new Publishing(hub, dispatcher, failures);
    }

    /** An emitter with everything at its default. */
    public static Emitter of(Hub hub) {
        return builder(hub).build();
    }

    public static Builder builder(Hub hub) {
        return new Builder(hub);
    }

    private EventType<?> newType(Class<?> type) {
        return EventType.of(type, mapper, hub.eventLimits());
    }

    /**
     * Publishes an event, then calls the listeners that there are now.
     * <p>
     * Whoever waits for the end inside a listener makes the listeners' thread go on with what is due meanwhile; that works for the
     * stage and what is made of it by its methods, not for {@link CompletableFuture#allOf}.
     *
     * @param event a record with {@link Topic}
     * @return its id, once it is as durable as the log promises and each listener has been called; completed where listeners are called,
     *     without any as {@link Hub#publish(Event)} says. Fails with {@link IllegalArgumentException} if the record's values make no
     *     event, with {@link EmitterBusyException} if too much waits for listeners, and as {@link Hub#publish(Event)} does
     * @throws IllegalArgumentException if the type of the record is none that can be an event
     */
    public CompletionStage<EventId> emit(Object event) {
        return closed ? CompletableFuture.failedStage(closedException()) : emit(event.getClass(), event);
    }

    private <T> CompletionStage<EventId> emit(Class<T> type, Object event) {
        return publishing.publish(listeners.route(type), type.cast(event));
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("the emitter is closed");
    }

    /**
     * The event that a record stands for: for those who publish it elsewhere, or several at once.
     *
     * @throws IllegalArgumentException if the record's type is none that can be an event, or its values make none
     */
    public Event event(Object record) {
        return event(record.getClass(), record);
    }

    private <T> Event event(Class<T> type, Object record) {
        return listeners.route(type).type().event(type.cast(record));
    }

    /**
     * The record that an event stands for; its attributes are the event's.
     *
     * @throws IllegalArgumentException if the event is none of this type, or no longer one; or if the type cannot be an event
     */
    public <T> T read(Class<T> type, Event event) {
        return listeners.route(type).type().read(event);
    }

    /** Calls the listener for each event of this type from now on. */
    public <T> Listening on(Class<T> type, Consumer<? super T> listener) {
        return listening(type).call(listener);
    }

    /** Calls the listener for each event from now on whose topic matches. */
    public Listening on(String pattern, Consumer<? super Emitted<?>> listener) {
        return listening(pattern).call(listener);
    }

    /** Calls the listener for every event from now on. */
    public Listening onAny(Consumer<? super Emitted<?>> listener) {
        return listening("**").call(listener);
    }

    /** Calls the listener for the next event of this type. */
    public <T> Listening once(Class<T> type, Consumer<? super T> listener) {
        return many(type, 1, listener);
    }

    /**
     * Calls the listener for the next events of this type.
     *
     * @param times how many, at least 1
     */
    public <T> Listening many(Class<T> type, long times, Consumer<? super T> listener) {
        return listening(type).times(times).call(listener);
    }

    /**
     * A listener to events of one type, to be said more about.
     *
     * @throws IllegalArgumentException if the type cannot be an event; the message says why
     */
    public <T> ListenerSpec<T> listening(Class<T> type) {
        return new ListenerSpec<>(
                listeners, new Interest.OfType(listeners.route(type).type()), emitted -> type.cast(emitted.value()));
    }

    /**
     * A listener to events of any type whose topic matches, to be said more about.
     *
     * @param pattern {@code *} is one segment, {@code **} zero or more, at most twice
     * @throws IllegalArgumentException if it is no pattern
     */
    public ListenerSpec<Emitted<?>> listening(String pattern) {
        return new ListenerSpec<>(listeners, new Interest.OfTopics(TopicPattern.parse(pattern)), emitted -> emitted);
    }

    /** The next event of this type; whoever does not want it any more cancels it. */
    public <T> CompletionStage<T> next(Class<T> type) {
        return Next.of(listening(type), dispatcher, null);
    }

    /**
     * The next event of this type that passes.
     *
     * @param timeout after which the stage fails with {@link java.util.concurrent.TimeoutException}
     * @return completed where listeners are called; fails with {@link java.util.concurrent.CancellationException} if it is cancelled,
     *     as a future, or removed with all listeners
     */
    public <T> CompletionStage<T> next(Class<T> type, Predicate<? super T> filter, Duration timeout) {
        return Next.of(listening(type).where(filter), dispatcher, timeout);
    }

    /**
     * Events of one type for a client: a controller's return value, or an endpoint's.
     *
     * @throws IllegalArgumentException if the type cannot be an event; the message says why
     */
    public <T> TypedStream<T> stream(Class<T> type) {
        return new TypedStream<>(hub, new Decoding<>(listeners.route(type).type(), failures), json);
    }

    /** How many listeners hear events of this type, those by a pattern included. */
    public int listeners(Class<?> type) {
        return listeners.route(type).listeners().size();
    }

    /** How many listeners there are. */
    public int listeners() {
        return listeners.all().size();
    }

    /** What is listened to: topics and patterns, in ascending order. */
    public Set<String> topics() {
        return listeners.all().stream().map(Registration::topics).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Removes all listeners to this type, but not those by a pattern. */
    public void offAll(Class<?> type) {
        Interest interest = new Interest.OfType(listeners.route(type).type());
        listeners.off(one -> one.interest().equals(interest));
    }

    /** Removes all listeners by just this pattern. */
    public void offAll(String pattern) {
        Interest interest = new Interest.OfTopics(TopicPattern.parse(pattern));
        listeners.off(one -> one.interest().equals(interest));
    }

    /** Removes all listeners. */
    public void offAll() {
        listeners.off(one -> true);
    }

    public EmitterStats stats() {
        return new EmitterStats(
                publishing.emitted(),
                failures.count(EmitterFailure.Kind.EMIT),
                failures.count(EmitterFailure.Kind.LISTENER),
                failures.count(EmitterFailure.Kind.DECODE),
                failures.count(EmitterFailure.Kind.MAP),
                listeners(),
                dispatcher.pendingBytes());
    }

    /** Removes all listeners; nothing is emitted any more, and stages of {@link #next} are cancelled. The hub stays open. Idempotent. */
    @Override
    public void close() {
        closed = true;
        listeners.close();
    }

    /** How an emitter is to be. For one thread. */
    public static final class Builder {

        private final Hub hub;
        private JsonMapper mapper = new JsonMapper();
        private @Nullable Executor executor;
        private Consumer<? super EmitterFailure> onFailure = failure -> {};
        private EmitterWatch watch = new EmitterWatch() {};
        private int leakWarning = DEFAULT_LEAK_WARNING;
        private long maxPendingBytes = DEFAULT_MAX_PENDING_BYTES;

        private Builder(Hub hub) {
            this.hub = requireNonNull(hub, "hub");
        }

        /** Makes JSON of records and of what streams are mapped to, and reads records; one with Jackson's defaults if nothing is said. */
        public Builder mapper(JsonMapper newMapper) {
            mapper = requireNonNull(newMapper, "mapper");
            return this;
        }

        /**
         * Calls listeners, one after the other; a daemon thread of the emitter's own by default. One that calls at once, {@code
         * Runnable::run}, makes listeners run on the thread that emits or the log's own, which they then must not block. What it
         * refuses is not heard, and reported.
         */
        public Builder executor(Executor newExecutor) {
            executor = requireNonNull(newExecutor, "executor");
            return this;
        }

        /**
         * Is told of whatever fails, beside the log, which has a line now and then.
         *
         * @param handler called where it happens, which may be an event loop: it must not block
         */
        public Builder onFailure(Consumer<? super EmitterFailure> handler) {
            onFailure = requireNonNull(handler, "handler");
            return this;
        }

        public Builder watch(EmitterWatch newWatch) {
            watch = requireNonNull(newWatch, "watch");
            return this;
        }

        /**
         * With more listeners to the same type or pattern than this, the log has a warning, once; {@value
         * Emitter#DEFAULT_LEAK_WARNING} by default.
         *
         * @param listeners 0 for no warning
         */
        public Builder leakWarning(int listeners) {
            leakWarning = notNegative("leakWarning", listeners);
            return this;
        }

        /** How much of the heap may wait for listeners, in bytes, at least 0: with more an emit fails, but a single event always may. */
        public Builder maxPendingBytes(long bytes) {
            maxPendingBytes = notNegative("maxPendingBytes", bytes);
            return this;
        }

        private static int notNegative(String name, int value) {
            return (int) notNegative(name, (long) value);
        }

        private static long notNegative(String name, long value) {
            if (value < 0) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
            }
            return value;
        }

        public Emitter build() {
            return new Emitter(this);
        }
    }
}
