package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events in order, of which each may have a key of its own.
 * <p>
 * Costs no more than a list as long as none has. For one thread.
 */
final class KeyedEvents {

    private final List<Event> events = new ArrayList<>();
    // As long as the events; null until one of them has a key.
    private @Nullable List<@Nullable IdempotencyKey> keys;

    void add(Event event, @Nullable IdempotencyKey key) {
        if (key != null && keys == null) {
            keys = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                keys.add(null);
            }
        }
        events.add(event);
        if (keys != null) {
            keys.add(key);
        }
    }

    int size() {
        return events.size();
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Those from one index up to another, which is not among them. */
    KeyedEvents part(int from, int to) {
        KeyedEvents part = new KeyedEvents();
        for (int i = from; i < to; i++) {
            part.add(events.get(i), keyAt(i));
        }
        return part;
    }

    /** At least one of them, as one publication. */
    Publication toPublication() {
        if (keys == null) {
            return Publication.of(events);
        }
        List<Publication.Part> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < events.size(); i++) {
            IdempotencyKey key = keyAt(i);
            if (key != null) {
                addKeyless(begin, i, parts);
                parts.add(Publication.Part.of(List.of(events.get(i)), key));
                begin = i + 1;
            }
        }
        addKeyless(begin, events.size(), parts);
        return Publication.ofParts(parts);
    }

    /** At least one of them, none with a key of its own, as one publication that stands under a key. */
    Publication toPublication(@Nullable IdempotencyKey ofAll) {
        return ofAll == null ? toPublication() : Publication.of(events, ofAll);
    }

    private void addKeyless(int from, int to, List<Publication.Part> parts) {
        if (from < to) {
            parts.add(Publication.Part.of(events.subList(from, to)));
        }
    }

    private @Nullable IdempotencyKey keyAt(int index) {
        return keys == null ? null : keys.get(index);
    }
}
