package dev.tidings.hub.log;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.event.TopicPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a subscription into a cursor over the events of one segment that match it. For one thread, for one use. */
final class SegmentQuery {

    /*
     * A subscription is a union of filters; a filter is an intersection: of one union of lists for each attribute, and of one for
     * its topics. Lists of topics are used only if that is cheaper than to check the topic on the candidates which the
     * attributes leave: a pattern may have very many topics.
     */

    /** More topics than this are not gone through for one pattern: to look at the events themselves is cheaper then. */
    private static final int MAX_TOPICS = 1_024;

    /** A union of more lists than this costs more per event than a check of the topic. */
    private static final int MAX_LISTS = 32;

    private final SegmentIndex index;
    private final Delivery[] events;
    private final int bound;
    private final ReplayCost cost;

    /** @param bound the first ordinal that is not asked for */
    SegmentQuery(SegmentIndex index, Delivery[] events, int bound, ReplayCost cost) {
        this.index = index;
        this.events = events;
        this.bound = bound;
        this.cost = cost;
    }

    /** Null if nothing in the segment matches. May also give ordinals from the bound on, which mean nothing. */
    @Nullable
    OrdinalCursor cursor(Subscription subscription) {
        List<OrdinalCursor> filters = new ArrayList<>();
        for (Filter filter : subscription.filters()) {
            OrdinalCursor cursor = filter.matchesNothing() ? null : cursor(filter);
            if (cursor != null) {
                filters.add(cursor);
            }
        }
        return filters.isEmpty() ? null : OrdinalCursor.AnyOf.of(filters);
    }

    private @Nullable OrdinalCursor cursor(Filter filter) {
        List<Lists> all = new ArrayList<>();
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < filter.names().size(); i++) {
            Lists values = valuesOf(filter.names().get(i), filter.values(i));
            if (values.isEmpty()) {
                return null;
            }
            all.add(values);
            fewest = Math.min(fewest, values.size());
        }
        boolean everyTopic = filter.topics().get(0).matchesAll();
        Lists topics = everyTopic ? null : topicsOf(filter, Math.min(fewest, MAX_TOPICS));
        if (topics != null) {
            if (topics.isEmpty()) {
                return null;
            }
            if (topics.size() < fewest) {
                all.add(topics);
            } else {
                topics = null;
            }
        }
        OrdinalCursor cursor = intersection(all);
        return everyTopic || topics != null ? cursor : new OrdinalCursor.TopicChecked(cursor, filter, events, bound);
    }

    private static OrdinalCursor intersection(List<Lists> all) {
        if (all.isEmpty()) {
            return OrdinalCursor.Every.INSTANCE;
        }
        all.sort(Comparator.comparingInt(Lists::size));
        return OrdinalCursor.AllOf.of(all.stream().map(Lists::cursor).toList());
    }

    private Lists valuesOf(String name, Collection<String> values) {
        Lists lists = new Lists();
        for (String value : values) {
            cost.seek();
            lists.add(index.value(name, value));
        }
        return lists;
    }

    /** Null if that would take more than the given number of steps, or more lists than are worth it. */
    private @Nullable Lists topicsOf(Filter filter, int maxSteps) {
        Lists lists = new Lists();
        int steps = 0;
        for (TopicPattern pattern : filter.topics()) {
            cost.seek();
            if (pattern.isExact()) {
                lists.add(index.topic(pattern.toString()));
                continue;
            }
            String prefix = literalPrefix(pattern);
            for (Map.Entry<String, Ordinals> entry : index.topicsFrom(prefix).entrySet()) {
                if (!entry.getKey().startsWith(prefix)) {
                    break;
                }
                Ordinals ordinals = entry.getValue();
                if (++steps > maxSteps || lists.count() > MAX_LISTS) {
                    return null;
                }
                // A topic that came after the head was read has no event here yet.
                if (ordinals.first < bound && pattern.matches(events[ordinals.first].event())) {
                    lists.add(ordinals);
                }
            }
        }
        return lists.count() <= MAX_LISTS ? lists : null;
    }

    /** What every topic that the pattern matches begins with. */
    private static String literalPrefix(TopicPattern pattern) {
        String text = pattern.toString();
        int wildcard = text.indexOf('*');
        // "a.**" matches "a" too.
        return wildcard > 0 && text.startsWith(TopicPattern.MANY, wildcard)
                ? text.substring(0, wildcard - 1)
                : text.substring(0, wildcard);
    }

    /** The lists of one union. */
    private final class Lists {

        private final List<Ordinals> lists = new ArrayList<>();
        private long size;

        /** Once for each: a topic that two patterns match counts once. */
        void add(@Nullable Ordinals ordinals) {
            if (ordinals != null && ordinals.first < bound && !lists.contains(ordinals)) {
                lists.add(ordinals);
                size += ordinals.estimatedSize();
            }
        }

        boolean isEmpty() {
            return lists.isEmpty();
        }

        int count() {
            return lists.size();
        }

        int size() {
            return (int) Math.min(size, Integer.MAX_VALUE);
        }

        OrdinalCursor cursor() {
            return OrdinalCursor.AnyOf.of(lists.stream()
                    .<OrdinalCursor>map(ordinals -> new OrdinalCursor.InList(ordinals, cost))
                    .toList());
        }
    }
}
