package dev.tidings.hub.match;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.event.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds those who want an event, at a cost that grows with how many they are and not with how many do not want it.
 * <p>
 * Holds no events and no subscribers' state beyond where they are filed; when the last target has left, nothing is left.
 * Confined to one thread. A match allocates nothing.
 *
 * @param <T> what an owner files: its audiences
 */
public final class SubscriptionIndex<T extends SubscriptionIndex.Target> {

    /*
     * Filters that constrain the same attributes have the same shape. Each shape has a hash table from the tuple of values to
     * a cell, and a cell holds its targets by topic pattern:
     *
     *   shapes            cells                              groups                      placements
     *   {}            ->  ()                             ->  announcement.**         ->  every audience that takes these
     *   {email}       ->  (ann@example.com)              ->  filter.verified         ->  Ann's audience
     *                     (bob@example.com)              ->  *.verified, chat.**     ->  Bob's audience, twice
     *   {email,tenant}->  (ann@example.com, 7)           ->  **                      ->  ...
     *
     * An event brings its own values, so it needs one look-up in each live shape for each combination of them: with one e-mail
     * and one tenant that is one look-up in each of the three tables above, however many cells they have. A filter that allows
     * several values is filed under each; a target that is found twice is told by a stamp on it.
     *
     * Shapes are few where endpoints declare their attributes. Where anybody may name any attribute they could be many, and
     * each costs every event a look-up. So from a number of them on, a filter is filed under the largest live shape that is a
     * subset of its own, by those values alone, and whatever is found that way is checked against the whole filter. It stays
     * there when a place becomes free: only filters to come use it.
     */

    /** Enough for every set of attributes that a configuration declares; one look-up each is what an event may cost. */
    public static final int DEFAULT_MAX_SHAPES = 32;

    private final int maxShapes;
    private final List<Shape> shapes = new ArrayList<>();
    private final PatternPool patterns = new PatternPool();
    private final Match match = new Match();
    private boolean matching;
    private int size;

    public SubscriptionIndex() {
        this(DEFAULT_MAX_SHAPES);
    }

    /** @param maxShapes most shapes that constrain an attribute, at least 1; the one that constrains none comes on top */
    public SubscriptionIndex(int maxShapes) {
        if (maxShapes < 1) {
            throw new IllegalArgumentException("maxShapes: " + maxShapes + " (expected: >= 1)");
        }
        this.maxShapes = maxShapes;
    }

    /** Somebody with a subscription. Filed in one index at a time, by whose thread alone it is touched. */
    public abstract static class Target {

        private final Subscription subscription;

        // The index's thread only. Not on the side in a map: a match would have to look there.
        private boolean filed;
        private @Nullable Placement placements;
        private long lastMatch;

        protected Target(Subscription subscription) {
            this.subscription = subscription;
        }

        public final Subscription subscription() {
            return subscription;
        }

        /** Whether this is the first time that a match comes by. */
        final boolean isNewTo(long matchNumber) {
            boolean isNew = lastMatch != matchNumber;
            lastMatch = matchNumber;
            return isNew;
        }
    }

    /**
     * @throws IllegalStateException if the target is filed already, or a match is going on
     */
    public void add(T target) {
        checkNotMatching();
        Target newcomer = target;
        if (newcomer.filed) {
            throw new IllegalStateException(
                    "target: " + newcomer.subscription + " is filed (expected: once, in one index)");
        }
        newcomer.filed = true;
        newcomer.lastMatch = 0;
        for (Filter filter : newcomer.subscription.filters()) {
            if (!filter.matchesNothing()) {
                file(newcomer, filter);
            }
        }
        size++;
    }

    private void file(Target target, Filter filter) {
        Shape shape = shapeFor(filter);
        boolean whole = shape.names().size() == filter.names().size();
        shape.forEachCell(filter, cell -> {
            for (TopicPattern pattern : filter.topics()) {
                Placement placement = new Placement(target, whole ? null : filter, target.placements);
                cell.add(patterns.acquire(pattern), placement);
                target.placements = placement;
            }
        });
    }

    private Shape shapeFor(Filter filter) {
        List<String> names = filter.names();
        Shape largest = null;
        int constrained = 0;
        for (Shape shape : shapes) {
            if (shape.names().equals(names)) {
                return shape;
            }
            constrained += shape.names().isEmpty() ? 0 : 1;
            if (shape.isSubsetOf(names)
                    && (largest == null
                            || shape.names().size() > largest.names().size())) {
                largest = shape;
            }
        }
        if (largest != null && constrained >= maxShapes) {
            return largest;
        }
        Shape shape = new Shape(constrained < maxShapes ? names : List.of());
        shapes.add(shape);
        return shape;
    }

    /**
     * @throws IllegalStateException if the target is not filed, or a match is going on
     */
    public void remove(T target) {
        checkNotMatching();
        Target leaver = target;
        if (!leaver.filed) {
            throw new IllegalStateException("target: " + leaver.subscription + " is not filed (expected: filed here)");
        }
        for (Placement placement = leaver.placements; placement != null; placement = placement.nextOfTarget()) {
            remove(placement);
        }
        leaver.placements = null;
        leaver.filed = false;
        size--;
    }

    private void remove(Placement placement) {
        TopicGroup group = placement.group();
        patterns.release(group.pattern());
        if (group.remove(placement)) {
            Cell cell = group.cell();
            Shape shape = cell.shape();
            if (cell.remove(group) && shape.remove(cell)) {
                shapes.remove(shape);
            }
        }
    }

    /**
     * Hands every target whose subscription matches the event to the sink, each once, in no particular order.
     *
     * @param sink must not add to this index, remove from it or match; what it throws ends the match
     * @return how many there were
     */
    @SuppressWarnings("unchecked") // only add() files targets, and it takes none but T
    public int match(Event event, Consumer<? super T> sink) {
        checkNotMatching();
        matching = true;
        try {
            match.begin(event, (Consumer<? super Target>) (Consumer<?>) sink);
            for (int i = 0; i < shapes.size(); i++) {
                shapes.get(i).match(match);
            }
            return match.end();
        } finally {
            matching = false;
        }
    }

    private void checkNotMatching() {
        if (matching) {
            throw new IllegalStateException("a match is going on (expected: changes and matches one after the other)");
        }
    }

    /** How many targets are filed; one that can match nothing counts. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** How many sets of attributes are constrained: what each event looks up at least, if it has them all. */
    public int shapes() {
        return shapes.size();
    }

    /** How many distinct topic patterns are filed. */
    int patterns() {
        return patterns.size();
    }

    /** How many hash look-ups all matches together have made. */
    public long lookups() {
        return match.lookups();
    }

    /** How many comparisons of an event with a pattern or a filter all matches together have made. */
    public long checks() {
        return match.checks();
    }
}
