package dev.tidings.emitter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Says once of a function that it seems to be another one for each client, so that nothing is shared. Safe for any thread. */
final class MappingWarning {

    private static final Logger LOG = System.getLogger("dev.tidings.emitter");

    /** 100 in a row: a program may have a few for reasons of its own. */
    static final int MANY = 100;

    private final Map<Class<?>, Last> places = new ConcurrentHashMap<>();

    /**
     * The last function of one place.
     *
     * @param mapping held weakly, as it holds what it captured
     * @param others how many in a row were each another one than the one before
     */
    private record Last(WeakReference<Mapping<?>> mapping, int others) {}

    /** True if this is the moment to say so, which comes once for each place. */
    boolean add(Mapping<?> mapping, EventType<?> type) {
        Last now = places.compute(mapping.place(), (place, last) -> next(last, mapping));
        if (now.others != MANY) {
            return false;
        }
        LOG.log(
                Level.WARNING,
                "Each client's stream of " + type + " has a function of its own, of "
                        + mapping.place().getName() + ", so that an event is mapped once for each client"
                        + " (expected: one that captures nothing which differs from client to client)");
        return true;
    }

    private static Last next(@Nullable Last last, Mapping<?> mapping) {
        WeakReference<Mapping<?>> reference = new WeakReference<>(mapping);
        if (last == null) {
            return new Last(reference, 0);
        }
        if (last.others >= MANY) {
            return new Last(reference, MANY + 1);
        }
        return new Last(reference, mapping.equals(last.mapping.get()) ? 0 : last.others + 1);
    }
}
