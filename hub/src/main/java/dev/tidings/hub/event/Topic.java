package dev.tidings.hub.event;

import java.util.List;

/**
 * The topic of an event, checked and cut into segments.
 * <p>
 * Immutable, safe for any thread.
 */
final class Topic {

    private static final Recent<Topic> RECENT = new Recent<>(text -> new Topic(Names.topic(text)));

    private final String text;
    private final List<String> segments;

    private Topic(String text) {
        this.text = text;
        this.segments = List.of(text.split("\\."));
    }

    /** @throws IllegalArgumentException if it is malformed */
    static Topic of(String text) {
        return RECENT.of(text);
    }

    String text() {
        return text;
    }

    List<String> segments() {
        return segments;
    }
}
