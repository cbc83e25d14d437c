package dev.tidings.hub.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What one subscriber wants: events that match any of 1-8 filters, each event once.
 * <p>
 * Immutable and in canonical form, so that subscribers who want the same share one audience.
 */
public final class Subscription implements Comparable<Subscription> {

    public static final int MAX_FILTERS = 8;

    /** Most combinations of values in one filter: what a subscription may cost to be filed. */
    public static final int MAX_KEYS = 64;

    /** Most places in an index that one subscription may take: each has a price in memory for as long as its subscriber stays. */
    public static final int MAX_PLACES = 512;

    private final List<Filter> filters;
    private final int hash;

    private Subscription(List<Filter> filters) {
        this.filters = filters;
        this.hash = filters.hashCode();
    }

    public static Subscription of(Filter... filters) {
        return of(Arrays.asList(filters));
    }

    /**
     * The subscription to any of some filters.
     *
     * @throws IllegalArgumentException if there are not 1-8 filters, if one of them has more than 64 combinations of values, or if
     *     values and patterns together take more than 512 places: each combination of values takes one for each exact topic, and
     *     one for each segment of a pattern with wildcards
     */
    public static Subscription of(List<Filter> filters) {
        if (filters.isEmpty() || filters.size() > MAX_FILTERS) {
            throw new IllegalArgumentException("filters: " + filters.size() + " (expected: 1-" + MAX_FILTERS + ")");
        }
        for (Filter filter : filters) {
            if (filter.keys() > MAX_KEYS) {
                throw new IllegalArgumentException("filter " + filter + ": " + filter.keys()
                        + " combinations of values (expected: at most " + MAX_KEYS + ")");
            }
        }
        List<Filter> canonical = canonical(filters);
        long places = canonical.stream().mapToLong(Subscription::places).sum();
        if (places > MAX_PLACES) {
            throw new IllegalArgumentException("subscription: " + places
                    + " combinations of values and segments of topics" + " (expected: at most " + MAX_PLACES + ")");
        }
        return new Subscription(canonical);
    }

    private static long places(Filter filter) {
        long perKey = 0;
        for (TopicPattern pattern : filter.topics()) {
            perKey += pattern.isExact() ? 1 : pattern.segments().size();
        }
        return perKey * filter.keys();
    }

    /** Drops every filter that another one contains, so that nothing remains that says nothing new. */
    private static List<Filter> canonical(List<Filter> filters) {
        List<Filter> kept = new ArrayList<>();
        for (Filter filter : filters) {
            if (kept.stream().noneMatch(other -> other.contains(filter))) {
                kept.removeIf(filter::contains);
                kept.add(filter);
            }
        }
        kept.sort(Comparator.comparing(Filter::toString));
        return List.copyOf(kept);
    }

    /** In canonical order; none contains another. */
    public List<Filter> filters() {
        return filters;
    }

    public boolean matches(Event event) {
        for (int i = 0; i < filters.size(); i++) {
            if (filters.get(i).matches(event)) {
                return true;
            }
        }
        return false;
    }

    /** Whether each of the other's filters lies within one of this one's. Sound; complete for a single filter. */
    public boolean contains(Subscription other) {
        return other.filters.stream().allMatch(theirs -> filters.stream().anyMatch(ours -> ours.contains(theirs)));
    }

    /** By text: an order like any other, for tables and lists. */
    @Override
    public int compareTo(Subscription other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subscription subscription
                && hash == subscription.hash
                && filters.equals(subscription.filters);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return filters.toString();
    }
}
