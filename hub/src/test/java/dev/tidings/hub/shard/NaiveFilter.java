package dev.tidings.hub.shard;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a filter means, in the plainest words: an oracle that shares no code with {@link Filter}. */
record NaiveFilter(List<List<String>> patterns, Map<String, Set<String>> attributes) {

    private static final List<String> SEGMENTS = List.of("a", "b", "c");
    private static final int VALUES = 5;
    private static final List<String> NAMES = List.of("email", "room", "tenant");

    boolean matches(Event event) {
        for (Map.Entry<String, Set<String>> entry : attributes.entrySet()) {
            if (Collections.disjoint(entry.getValue(), event.values(entry.getKey()))) {
                return false;
            }
        }
        for (List<String> pattern : patterns) {
            if (matches(pattern, event.segments())) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(List<String> pattern, List<String> topic) {
        if (pattern.isEmpty()) {
            return topic.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("**")) {
            for (int skipped = 0; skipped <= topic.size(); skipped++) {
                if (matches(rest, topic.subList(skipped, topic.size()))) {
                    return true;
                }
            }
            return false;
        }
        return !topic.isEmpty()
                && (pattern.get(0).equals("*") || pattern.get(0).equals(topic.get(0)))
                && matches(rest, topic.subList(1, topic.size()));
    }

    static boolean anyMatches(List<NaiveFilter> filters, Event event) {
        for (NaiveFilter filter : filters) {
            if (filter.matches(event)) {
                return true;
            }
        }
        return false;
    }

    static Subscription subscription(List<NaiveFilter> filters) {
        return Subscription.of(filters.stream().map(NaiveFilter::filter).toList());
    }

    private Filter filter() {
        Filter filter = Filter.topics(
                patterns.stream().map(pattern -> String.join(".", pattern)).toList());
        for (Map.Entry<String, Set<String>> entry : attributes.entrySet()) {
            filter = filter.where(entry.getKey(), entry.getValue());
        }
        return filter;
    }

    static List<NaiveFilter> random(Random random) {
        List<NaiveFilter> filters = new ArrayList<>();
        for (int left = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1; left > 0; left--) {
            filters.add(randomFilter(random));
        }
        return filters;
    }

    private static NaiveFilter randomFilter(Random random) {
        List<List<String>> patterns = new ArrayList<>();
        for (int left = 1 + random.nextInt(2); left > 0; left--) {
            patterns.add(randomPattern(random));
        }
        Map<String, Set<String>> attributes = new TreeMap<>();
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                attributes.put(name, randomValues(random));
            }
        }
        return new NaiveFilter(patterns, attributes);
    }

    private static List<String> randomPattern(Random random) {
        if (random.nextInt(3) == 0) {
            return List.of("**");
        }
        List<String> segments = new ArrayList<>();
        boolean many = false;
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            int kind = random.nextInt(6);
            if (kind == 0 && !many) {
                segments.add("**");
                many = true;
            } else {
                segments.add(kind < 3 ? "*" : SEGMENTS.get(random.nextInt(SEGMENTS.size())));
            }
        }
        return List.copyOf(segments);
    }

    private static Set<String> randomValues(Random random) {
        Set<String> values = new TreeSet<>();
        for (int left = 1 + random.nextInt(2); left > 0; left--) {
            values.add("v" + random.nextInt(VALUES));
        }
        return values;
    }

    static Event randomEvent(Random random, int dataBytes) {
        List<String> topic = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            topic.add(SEGMENTS.get(random.nextInt(SEGMENTS.size())));
        }
        Event.Builder event = Event.builder(String.join(".", topic));
        for (String name : NAMES) {
            if (random.nextInt(3) > 0) {
                randomValues(random).forEach(value -> event.attribute(name, value));
            }
        }
        return event.data("x".repeat(dataBytes)).build();
    }
}
