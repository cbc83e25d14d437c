package dev.tidings.hub.replay;

import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.event.TopicPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a subscription into a cursor over the events of one segment that match it. For one thread, for one use. */
public final class SegmentQuery {

    /*
     * A subscription is a union of filters; a filter is an intersection: of one union of lists for each attribute, and of one for
     * its topics. Lists of topics are used only if that is cheaper than to check the topic on the candidates which the
     * attributes leave: a pattern may have very many topics.
     */

    /** More topics than this are not gone through for one pattern: to look at the events themselves is cheaper then. */
    private static final int MAX_TOPICS = 1_024;

    /** A union of more lists than this costs more per event than a check of the topic. */
    private static final int MAX_LISTS = 32;

    private final SegmentLists index;
    private final int bound;
    private final ReplayCost cost;

    /** @param bound the first ordinal that is not asked for */
    public SegmentQuery(SegmentLists index, int bound, ReplayCost cost) {
        this.index = index;
        this.bound = bound;
        this.cost = cost;
    }

    /** Null if nothing in the segment matches. May also give ordinals from the bound on, which mean nothing. */
    public @Nullable OrdinalCursor cursor(Subscription subscription) {
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
        long fewest = Long.MAX_VALUE;
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
        return everyTopic || topics != null ? cursor : new OrdinalCursor.TopicChecked(cursor, filter, index, bound);
    }

    private OrdinalCursor intersection(List<Lists> all) {
        if (all.isEmpty()) {
            return index.every(cost);
        }
        all.sort(Comparator.comparingLong(Lists::size));
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
    private @Nullable Lists topicsOf(Filter filter, long maxSteps) {
        TopicLists found = new TopicLists(maxSteps);
        for (TopicPattern pattern : filter.topics()) {
            cost.seek();
            if (pattern.isExact()) {
                found.add(pattern.toString(), index.topic(pattern.toString()));
            } else if (!found.addAll(pattern)) {
                return null;
            }
        }
        return found.isTooMany() ? null : found.lists();
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

    /** The lists of the topics that any pattern matches, each once. */
    private final class TopicLists {

        private final Map<String, OrdinalList> byTopic = new LinkedHashMap<>();
        private long stepsLeft;

        TopicLists(long maxSteps) {
            this.stepsLeft = maxSteps;
        }

        void add(String topic, @Nullable OrdinalList events) {
            if (events != null) {
                byTopic.putIfAbsent(topic, events);
            }
        }

        /** Whether they could be gone through. */
        boolean addAll(TopicPattern pattern) {
            boolean[] whole = {true};
            index.topics(literalPrefix(pattern), (topic, events) -> {
                whole[0] = --stepsLeft >= 0 && !isTooMany();
                if (whole[0] && pattern.matchesTopic(topic)) {
                    add(topic, events);
                }
                return whole[0];
            });
            return whole[0];
        }

        boolean isTooMany() {
            return byTopic.size() > MAX_LISTS;
        }

        Lists lists() {
            Lists lists = new Lists();
            byTopic.values().forEach(lists::add);
            return lists;
        }
    }

    /** The lists of one union. */
    private final class Lists {

        private final List<OrdinalList> lists = new ArrayList<>();
        private long size;

        /** A list that begins beyond the bound has come after the head was read: it has no event here yet. */
        void add(@Nullable OrdinalList events) {
            if (events != null && events.first() < bound) {
                lists.add(events);
                size += events.size();
            }
        }

        boolean isEmpty() {
            return lists.isEmpty();
        }

        long size() {
            return size;
        }

        OrdinalCursor cursor() {
            return OrdinalCursor.AnyOf.of(
                    lists.stream().map(list -> list.cursor(cost)).toList());
        }
    }
}
