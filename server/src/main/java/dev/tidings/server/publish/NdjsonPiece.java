package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Events of neighbouring lines, which are appended side by side. For one thread. */
final class NdjsonPiece {

    private static final int FIRST_LINES = 8;

    private final KeyedEvents events;
    private long[] lines;

    NdjsonPiece() {
        this(new KeyedEvents(), new long[FIRST_LINES]);
    }

    private NdjsonPiece(KeyedEvents events, long[] lines) {
        this.events = events;
        this.lines = lines;
    }

    void add(Event event, @Nullable IdempotencyKey key, long line) {
        if (events.size() == lines.length) {
            lines = Arrays.copyOf(lines, 2 * lines.length);
        }
        lines[events.size()] = line;
        events.add(event, key);
    }

    int size() {
        return events.size();
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** The line of the first event of a piece that is not empty. */
    long firstLine() {
        return lines[0];
    }

    Publication toPublication() {
        return events.toPublication();
    }

    NdjsonPiece firstHalf() {
        return part(0, size() / 2);
    }

    NdjsonPiece secondHalf() {
        return part(size() / 2, size());
    }

    private NdjsonPiece part(int from, int to) {
        return new NdjsonPiece(events.part(from, to), Arrays.copyOfRange(lines, from, to));
    }
}
