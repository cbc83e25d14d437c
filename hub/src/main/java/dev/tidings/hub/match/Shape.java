package dev.tidings.hub.match;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A set of attributes that filters constrain, and all that is filed by them. */
final class Shape {

    /*
     * An event's values and a filter's allowed ones are both gone through like the digits of a counter, the last attribute's
     * fastest:
     *
     *   names       email        tenant            event: email = a, b   tenant = 7, 8
     *   attribute   0            2                 where the event has them
     *   digit       0  0  1  1
     *               0  1  0  1                     -> (a,7) (a,8) (b,7) (b,8): one look-up each
     */

    private final List<String> names;
    private final Map<Cell, Cell> cells = new HashMap<>();

    // What match() works with, kept so that it allocates nothing.
    private final Cell probe;
    private final int[] attribute;
    private final int[] digit;

    /** @param names in ascending order, as events have them */
    Shape(List<String> names) {
        this.names = names;
        this.probe = new Cell(this);
        this.attribute = new int[names.size()];
        this.digit = new int[names.size()];
    }

    List<String> names() {
        return names;
    }

    boolean isSubsetOf(List<String> otherNames) {
        return otherNames.containsAll(names);
    }

    /** Calls back with each cell that a filter is to be filed in; a new one has to be filled. */
    void forEachCell(Filter filter, Consumer<Cell> action) {
        forEachCell(filter, new String[names.size()], 0, action);
    }

    private void forEachCell(Filter filter, String[] values, int next, Consumer<Cell> action) {
        if (next == values.length) {
            Cell wanted = new Cell(this);
            for (int i = 0; i < values.length; i++) {
                wanted.set(i, values[i]);
            }
            wanted.rehash();
            Cell known = cells.putIfAbsent(wanted, wanted);
            action.accept(known == null ? wanted : known);
            return;
        }
        Set<String> allowed = filter.values(filter.names().indexOf(names.get(next)));
        for (String value : allowed) {
            values[next] = value;
            forEachCell(filter, values, next + 1, action);
        }
    }

    /** Drops an empty cell; returns whether none is left. */
    boolean remove(Cell cell) {
        cells.remove(cell);
        return cells.isEmpty();
    }

    void match(Match match) {
        if (!locateAttributes(match.event())) {
            return;
        }
        do {
            Cell cell = lookUp(match);
            if (cell != null) {
                cell.match(match);
            }
        } while (nextCombination(match.event()));
    }

    /** Finds each of this shape's attributes in the event; false if one is not there. Both are in ascending order. */
    private boolean locateAttributes(Event event) {
        int count = event.attributeCount();
        int at = 0;
        for (int i = 0; i < attribute.length; i++) {
            String name = names.get(i);
            while (at < count && !event.attributeName(at).equals(name)) {
                at++;
            }
            if (at == count) {
                return false;
            }
            attribute[i] = at++;
            digit[i] = 0;
            probe.set(i, event.attributeValues(attribute[i]).get(0));
        }
        return true;
    }

    private boolean nextCombination(Event event) {
        for (int i = attribute.length - 1; i >= 0; i--) {
            List<String> values = event.attributeValues(attribute[i]);
            digit[i] = digit[i] + 1 < values.size() ? digit[i] + 1 : 0;
            probe.set(i, values.get(digit[i]));
            if (digit[i] > 0) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Cell lookUp(Match match) {
        match.countLookup();
        probe.rehash();
        return cells.get(probe);
    }
}
