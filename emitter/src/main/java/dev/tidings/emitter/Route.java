package dev.tidings.emitter;

import java.util.ArrayList;
import java.util.List;

/** One type of events, and who listens to it. */
final class Route<T> {

    private final EventType<T> type;

    // In the order of their calls. Written under the lock of all listeners, read by anybody.
    private volatile List<Registration> listeners;

    Route(EventType<T> type, List<Registration> listeners) {
        this.type = type;
        this.listeners = listeners;
    }

    EventType<T> type() {
        return type;
    }

    /** Who listens at this moment: a list that does not change. */
    List<Registration> listeners() {
        return listeners;
    }

    void add(Registration added) {
        listeners = with(listeners, added);
    }

    void remove(Registration removed) {
        listeners = without(listeners, removed);
    }

    static List<Registration> with(List<Registration> known, Registration added) {
        List<Registration> more = new ArrayList<>(known.size() + 1);
        more.addAll(known);
        more.add(added.isFirst() ? 0 : known.size(), added);
        return more;
    }

    @SuppressWarnings("ReferenceEquality") // a registration is itself and no other
    static List<Registration> without(List<Registration> known, Registration removed) {
        List<Registration> fewer = new ArrayList<>(known);
        fewer.removeIf(one -> one == removed);
        return fewer;
    }
}
