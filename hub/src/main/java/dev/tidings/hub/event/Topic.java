package dev.tidings.hub.event;

import java.util.List;

/**
 * The topic of an event, checked and cut into segments.
 * <p>
 * Immutable, safe for any thread. Events of one topic share one object: an application has few topics, and a log holds many events.
 */
final class Topic {

    private static final int RECENT = 1 << 8;

    /** 64: longer ones are made for each event, so that what is remembered stays below 256 KiB. */
    private static final int MAX_REMEMBERED_LENGTH = 64;

    // By hash, the newest of its place. A race makes the same topic twice; final fields let any thread see it whole.
    private static final Topic[] recent = new Topic[RECENT];

    private final String text;
    private final List<String> segments;

    private Topic(String text) {
        this.text = text;
        this.segments = List.of(text.split("\\."));
    }

    /** @throws IllegalArgumentException if it is malformed */
    static Topic of(String text) {
        int place = (text.hashCode() * 0x9E3779B9) >>> 24;
        Topic known = recent[place];
        if (known != null && known.text.equals(text)) {
            return known;
        }
        Topic topic = new Topic(Names.topic(text));
        if (text.length() <= MAX_REMEMBERED_LENGTH) {
            recent[place] = topic;
        }
        return topic;
    }

    String text() {
        return text;
    }

    List<String> segments() {
        return segments;
    }
}
