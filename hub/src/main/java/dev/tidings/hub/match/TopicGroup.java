package dev.tidings.hub.match;

import dev.tidings.hub.event.TopicPattern;
import org.jspecify.annotations.Nullable;

/** The targets that are filed in one cell under one topic pattern. */
final class TopicGroup {

    private final Cell cell;
    private final TopicPattern pattern;
    private @Nullable Placement first;

    /** The next group of the cell, as long as the cell goes through them one by one. */
    @Nullable
    TopicGroup next;

    TopicGroup(Cell cell, TopicPattern pattern) {
        this.cell = cell;
        this.pattern = pattern;
    }

    Cell cell() {
        return cell;
    }

    TopicPattern pattern() {
        return pattern;
    }

    @Nullable
    Placement first() {
        return first;
    }

    void add(Placement placement) {
        placement.link(this, first);
        first = placement;
    }

    /** Returns whether nobody is left. */
    boolean remove(Placement placement) {
        first = placement.unlink(first);
        return first == null;
    }
}
