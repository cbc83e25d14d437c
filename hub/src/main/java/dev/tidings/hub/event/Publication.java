package dev.tidings.hub.event;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is published whole or not at all: events side by side, in parts of which each may have an idempotency key.
 * <p>
 * Immutable, safe for any thread.
 */
public final class Publication {

    private final List<Part> parts;
    private final List<Event> events;

    private Publication(List<Part> parts, List<Event> events) {
        this.parts = parts;
        this.events = events;
    }

    /**
     * Events that stand or fall with each other: if their key was published before, all of them were.
     *
     * @param events at least one
     * @param key null for events that are new whenever they come
     * @param fingerprint tells one body from another under the same key; 0 without a key
     */
    public record Part(List<Event> events, @Nullable IdempotencyKey key, long fingerprint) {

        public Part {
            events = List.copyOf(events);
            if (events.isEmpty()) {
                throw new IllegalArgumentException("events: none (expected: at least one)");
            }
        }

        /** Events that are new whenever they come. */
        public static Part of(List<Event> events) {
            return new Part(events, null, 0);
        }

        /** Events that are published once, however often they come under this key. */
        public static Part of(List<Event> events, IdempotencyKey key) {
            return new Part(events, key, Digests.fingerprint(events));
        }
    }

    /** @throws IllegalArgumentException if there are none */
    public static Publication of(List<Event> events) {
        Part part = Part.of(events);
        return new Publication(List.of(part), part.events());
    }

    /** @throws IllegalArgumentException if there are no events */
    public static Publication of(List<Event> events, IdempotencyKey key) {
        return ofParts(List.of(Part.of(events, key)));
    }

    /** @throws IllegalArgumentException if there are no parts */
    public static Publication ofParts(List<Part> parts) {
        List<Event> all = new ArrayList<>(parts.size());
        parts.forEach(part -> all.addAll(part.events()));
        if (all.isEmpty()) {
            throw new IllegalArgumentException("parts: none (expected: at least one)");
        }
        return new Publication(List.copyOf(parts), List.copyOf(all));
    }

    public List<Part> parts() {
        return parts;
    }

    /** The events of all parts, in order. */
    public List<Event> events() {
        return events;
    }

    /** Whether any part has a key. */
    public boolean hasKeys() {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).key() != null) {
                return true;
            }
        }
        return false;
    }
}
