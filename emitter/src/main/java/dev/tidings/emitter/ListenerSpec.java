package dev.tidings.emitter;

import static java.util.Objects.requireNonNull;

import dev.tidings.emitter.Registration.Terms;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a listener is to be called, before there is one. Immutable; each method makes another one.
 *
 * @param <E> what it is called with: an event's record, or an {@link Emitted} where it may be any
 */
public final class ListenerSpec<E> {

    private final Listeners listeners;
    private final Interest interest;
    private final Function<Emitted<?>, E> view;
    private final Predicate<? super E> filter;
    private final boolean first;
    private final long times;
    private final @Nullable Executor executor;

    ListenerSpec(Listeners listeners, Interest interest, Function<Emitted<?>, E> view) {
        this(listeners, interest, view, any -> true, false, Terms.UNLIMITED, null);
    }

    private ListenerSpec(
            Listeners listeners,
            Interest interest,
            Function<Emitted<?>, E> view,
            Predicate<? super E> filter,
            boolean first,
            long times,
            @Nullable Executor executor) {
        this.listeners = listeners;
        this.interest = interest;
        this.view = view;
        this.filter = filter;
        this.first = first;
        this.times = times;
        this.executor = executor;
    }

    /** For events that pass; called before the listener, on the thread that calls listeners. */
    public ListenerSpec<E> where(Predicate<? super E> newFilter) {
        Predicate<? super E> known = filter;
        Predicate<E> both = event -> known.test(event) && newFilter.test(event);
        return new ListenerSpec<>(listeners, interest, view, both, first, times, executor);
    }

    /** Called before those that are there already. */
    public ListenerSpec<E> first() {
        return new ListenerSpec<>(listeners, interest, view, filter, true, times, executor);
    }

    /**
     * Called that often, then removed.
     *
     * @param newTimes at least 1
     */
    public ListenerSpec<E> times(long newTimes) {
        if (newTimes < 1) {
            throw new IllegalArgumentException("times: " + newTimes + " (expected: >= 1)");
        }
        return new ListenerSpec<>(listeners, interest, view, filter, first, newTimes, executor);
    }

    /** Called on another executor, one event after the other and in their order; neither an emit nor another listener waits for it. */
    public ListenerSpec<E> on(Executor newExecutor) {
        return new ListenerSpec<>(
                listeners, interest, view, filter, first, times, requireNonNull(newExecutor, "executor"));
    }

    /** Adds the listener. */
    public Listening call(Consumer<? super E> listener) {
        requireNonNull(listener, "listener");
        return call(listener, () -> {});
    }

    Listening call(Consumer<? super E> listener, Runnable whenOff) {
        Consumer<Emitted<?>> viewed = emitted -> listener.accept(view.apply(emitted));
        return add(executor == null ? Call.direct(viewed) : Call.elsewhere(viewed, executor), whenOff);
    }

    /**
     * Adds a listener that goes on after it has returned: the end of an emit waits for the stage that it returns, the next event does
     * not.
     *
     * @throws IllegalStateException if it is to be called on another executor: its stage says where it goes on
     */
    public Listening callAndAwait(Function<? super E, ? extends CompletionStage<?>> listener) {
        requireNonNull(listener, "listener");
        if (executor != null) {
            throw new IllegalStateException("callAndAwait: on an executor (expected: without)");
        }
        return add(Call.awaited(emitted -> listener.apply(view.apply(emitted))), () -> {});
    }

    private Listening add(Call call, Runnable whenOff) {
        Predicate<Emitted<?>> viewed = emitted -> filter.test(view.apply(emitted));
        return listeners.add(interest, new Terms(first, times, viewed, call, whenOff));
    }
}
