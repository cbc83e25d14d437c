package dev.tidings.emitter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Who listens to what.
 * <p>
 * Safe for any thread. An emit takes the listeners to its type as they are at that moment, without a lock: patterns were matched
 * when they were added.
 */
final class Listeners {

    private final Function<Class<?>, EventType<?>> types;
    private final Watching watching;
    private final ConcurrentHashMap<Class<?>, Route<?>> routes = new ConcurrentHashMap<>();

    // Held while anything changes, never while somebody else's code runs.
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock: all in the order of their calls, and how many there are of each interest.
    private List<Registration> all = List.of();
    private final Map<Interest, Integer> counts = new HashMap<>();
    private boolean closed;

    Listeners(Function<Class<?>, EventType<?>> types, Watching watching) {
        this.types = types;
        this.watching = watching;
    }

    /** @throws IllegalArgumentException if the class is no event */
    @SuppressWarnings("unchecked") // a route is kept under the class that it is made of
    <T> Route<T> route(Class<T> type) {
        Route<?> known = routes.get(type);
        return (Route<T>) (known == null ? newRoute(type) : known);
    }

    private Route<?> newRoute(Class<?> type) {
        EventType<?> made = types.apply(type);
        lock.lock();
        try {
            return routes.computeIfAbsent(type, first -> new Route<>(made, interestedIn(made)));
        } finally {
            lock.unlock();
        }
    }

    private List<Registration> interestedIn(EventType<?> type) {
        return all.stream().filter(one -> one.interest().includes(type)).toList();
    }

    Listening add(Interest interest, Registration.Terms terms) {
        Registration added = new Registration(this, interest, terms);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the emitter is closed");
            }
            all = Route.with(all, added);
            routesOf(added).forEach(route -> route.add(added));
            watching.added(interest, counts.merge(interest, 1, Integer::sum));
        } finally {
            lock.unlock();
        }
        watching.tell();
        return added;
    }

    /** Idempotent: it may be removed by somebody while it is called for the last time. */
    void remove(Registration removed) {
        lock.lock();
        try {
            if (!all.contains(removed)) {
                return;
            }
            all = Route.without(all, removed);
            routesOf(removed).forEach(route -> route.remove(removed));
            Integer left = counts.computeIfPresent(removed.interest(), (interest, now) -> now == 1 ? null : now - 1);
            watching.removed(removed.interest(), left == null ? 0 : left);
        } finally {
            lock.unlock();
        }
        watching.tell();
    }

    private List<Route<?>> routesOf(Registration registration) {
        return routes.values().stream()
                .filter(route -> registration.interest().includes(route.type()))
                .toList();
    }

    /** Those there are at this moment, in the order of their calls. */
    List<Registration> all() {
        lock.lock();
        try {
            return all;
        } finally {
            lock.unlock();
        }
    }

    void off(Predicate<? super Registration> which) {
        new ArrayList<>(all()).stream().filter(which).forEach(Registration::off);
    }

    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        off(one -> true);
    }
}
