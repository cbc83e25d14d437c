package dev.tidings.emitter;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One event on its way to the listeners that there were when it was emitted. */
final class Emission {

    private final Dispatcher dispatcher;
    private final Publishing publishing;
    private final Event event;
    private final Object value;
    private final List<Registration> listeners;
    private final EmitterFuture<EventId> end;
    private final long bytes;

    // The turn that calls listeners, and each stage of theirs that has not ended.
    private final AtomicInteger awaited = new AtomicInteger(1);

    // The end, and each call that another executor has not made yet.
    private final AtomicInteger holders = new AtomicInteger(1);

    // Written by whoever completes the append; the volatile one publishes the others.
    private @Nullable EventId id;
    private @Nullable Throwable failure;
    private volatile boolean appended;

    // Of the turn.
    private @Nullable Emitted<?> emitted;
    private int called;

    Emission(Dispatcher dispatcher, Publishing publishing, Event event, Object value, List<Registration> listeners) {
        this.dispatcher = dispatcher;
        this.publishing = publishing;
        this.event = event;
        this.value = value;
        this.listeners = listeners;
        this.end = new EmitterFuture<>(dispatcher);
        this.bytes = event.heapBytes();
    }

    Event event() {
        return event;
    }

    EmitterFuture<EventId> end() {
        return end;
    }

    /** What it takes of the heap while it waits. */
    long bytes() {
        return bytes;
    }

    /** The log has answered. */
    void appended(@Nullable EventId newId, @Nullable Throwable newFailure) {
        id = newId;
        failure = newFailure == null ? null : Publishing.reason(newFailure);
        appended = true;
    }

    boolean isAppended() {
        return appended;
    }

    Emitted<?> emitted() {
        return requireNonNull(emitted);
    }

    /** In a turn, when the log has answered. */
    void run() {
        publishing.published(event, failure);
        if (failure != null) {
            release();
            end.completeExceptionally(failure);
            return;
        }
        emitted = new Emitted<>(requireNonNull(id), event, value);
        end.run(this::callListeners);
        awaitedEnded();
    }

    /** Instead of {@link #run()} if nobody can call listeners: what was published ends as such. */
    void runWithoutListeners(Throwable why) {
        if (failure == null) {
            publishing.published(event, null);
            awaitedEnded(why);
        } else {
            run();
        }
    }

    private void callListeners() {
        boolean more = true;
        while (more) {
            more = callNext();
        }
    }

    /** In a turn: calls the next listener; false if there is none. May be called by one who waits. */
    boolean callNext() {
        if (called == listeners.size()) {
            return false;
        }
        dispatcher.call(listeners.get(called++), this);
        return true;
    }

    /** A listener failed; the others are called all the same. */
    void failed(Throwable why) {
        publishing.listenerFailed(event, requireNonNull(id), why);
    }

    /** One more has to end before this does; until {@link #awaitedEnded(Throwable)}. */
    void await() {
        awaited.incrementAndGet();
    }

    void awaitedEnded(@Nullable Throwable why) {
        if (why != null) {
            failed(why);
        }
        awaitedEnded();
    }

    private void awaitedEnded() {
        if (awaited.decrementAndGet() == 0) {
            release();
            end.complete(requireNonNull(id));
        }
    }

    /** One more needs this, though its end does not wait for that; until {@link #release()}. */
    void hold() {
        holders.incrementAndGet();
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            dispatcher.released(this);
        }
    }
}
