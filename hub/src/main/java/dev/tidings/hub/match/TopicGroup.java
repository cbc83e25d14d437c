package dev.tidings.hub.match;

import dev.tidings.hub.event.TopicPattern;
import org.jspecify.annotations.Nullable;

/** The targets that are filed in one cell under one topic pattern. */
final class TopicGroup {

    private final Cell cell;
    private final TopicPattern pattern;
    private @Nullable Placement first;

    /** The target, if there is just one and nothing is left to check: most groups are like that, and it saves a cache miss. */
    private SubscriptionIndex.@Nullable Target only;

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

    void add(Placement placement) {
        placement.link(this, first);
        first = placement;
        only = findOnly();
    }

    /** Returns whether nobody is left. */
    boolean remove(Placement placement) {
        first = placement.unlink(first);
        only = findOnly();
        return first == null;
    }

    private SubscriptionIndex.@Nullable Target findOnly() {
        return first != null && first.next() == null && first.filter() == null ? first.target() : null;
    }

    /** Delivers to those who are filed here, now that the topic has led here. */
    void deliver(Match match) {
        if (only != null) {
            match.deliver(only);
            return;
        }
        for (Placement placement = first; placement != null; placement = placement.next()) {
            if (placement.filter() == null || match.attributesMatch(placement.filter())) {
                match.deliver(placement.target());
            }
        }
    }
}
