package dev.tidings.hub.match;

import dev.tidings.hub.event.TopicPattern;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One value of each of a shape's attributes, and what is filed under them, by topic. It is its own key in the shape's table. */
final class Cell implements Comparable<Cell> {

    /*
     * Values come from strangers, who may choose thousands with the same hash code. java.util.HashMap answers that with a
     * tree in the bucket, if its keys are Comparable: so this class is, and so it must name itself, not an ancestor, as what
     * it is comparable to. Key and value are one object since each object on the way to a target is a cache miss.
     *
     * Few cells have more than a pattern or two: those are gone through one by one. A cell where a tenant's subscribers ask
     * for a million topics turns to a table.
     */

    /** From here on a table is quicker than going through the patterns one by one. */
    private static final int MAX_LISTED = 4;

    private static final String[] NONE = {};

    private final Shape shape;
    private String first = "";
    private String second = "";
    private final String[] others;
    private int hash;

    // Either a list of groups or a table of them; both are empty in a probe.
    private @Nullable TopicGroup listed;
    private @Nullable TopicTable table;

    /** A cell without values: they have to be {@link #set}, and then it has to {@link #rehash}. */
    Cell(Shape shape) {
        this.shape = shape;
        int size = shape.names().size();
        this.others = size > 2 ? new String[size - 2] : NONE;
    }

    Shape shape() {
        return shape;
    }

    /** Changes a value; of a probe, or before the cell is in a table. */
    void set(int index, String value) {
        switch (index) {
            case 0 -> first = value;
            case 1 -> second = value;
            default -> others[index - 2] = value;
        }
    }

    void rehash() {
        int newHash = 31 * first.hashCode() + second.hashCode();
        for (String value : others) {
            newHash = 31 * newHash + value.hashCode();
        }
        hash = newHash;
    }

    /** @param pattern the one object for it */
    void add(TopicPattern pattern, Placement placement) {
        TopicGroup group = table != null ? table.find(pattern) : findListed(pattern);
        if (group == null) {
            group = new TopicGroup(this, pattern);
            add(group);
        }
        group.add(placement);
    }

    private void add(TopicGroup group) {
        if (table == null && countListed() == MAX_LISTED) {
            table = new TopicTable();
            while (listed != null) {
                TopicGroup moved = listed;
                listed = moved.next;
                moved.next = null;
                table.add(moved);
            }
        }
        if (table != null) {
            table.add(group);
        } else {
            group.next = listed;
            listed = group;
        }
    }

    private @Nullable TopicGroup findListed(TopicPattern pattern) {
        TopicGroup group = listed;
        while (group != null && !group.pattern().equals(pattern)) {
            group = group.next;
        }
        return group;
    }

    private int countListed() {
        int count = 0;
        for (TopicGroup group = listed; group != null; group = group.next) {
            count++;
        }
        return count;
    }

    /** Drops an empty group; returns whether nothing is left. */
    boolean remove(TopicGroup group) {
        if (table != null) {
            table.remove(group);
            return table.isEmpty();
        }
        if (listed == group) {
            listed = group.next;
        } else {
            for (TopicGroup before = listed; before != null; before = before.next) {
                if (before.next == group) {
                    before.next = group.next;
                }
            }
        }
        return listed == null;
    }

    void match(Match match) {
        if (table != null) {
            table.match(match);
            return;
        }
        for (TopicGroup group = listed; group != null; group = group.next) {
            if (match.topicMatches(group.pattern())) {
                group.deliver(match);
            }
        }
    }

    @Override
    public int compareTo(Cell other) {
        int order = first.compareTo(other.first);
        if (order == 0) {
            order = second.compareTo(other.second);
        }
        return order != 0 ? order : Arrays.compare(others, other.others);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cell cell
                && hash == cell.hash
                && first.equals(cell.first)
                && second.equals(cell.second)
                && Arrays.equals(others, cell.others);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
