package dev.tidings.hub.event;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which events are wanted, or allowed: any of some topic patterns, and for each attribute it names any of some values.
 * <p>
 * Immutable and in canonical form: the order in which things are said does not matter, nor what is said twice or goes without
 * saying. The one thing that {@link #contains} says is also what permissions are made of: a grant is a filter.
 */
public final class Filter {

    private static final int MAX_PATTERNS = 16;

    private final List<TopicPattern> topics;
    private final List<String> names;
    private final List<Set<String>> values;
    private final boolean nothing;
    private final int hash;

    private Filter(List<TopicPattern> topics, Map<String, ? extends Set<String>> attributes) {
        this.topics = topics;
        this.names = Names.ofAttributes(attributes.keySet());
        this.values =
                List.copyOf(attributes.values().stream().map(Filter::frozen).toList());
        this.nothing = topics.isEmpty() || values.stream().anyMatch(Set::isEmpty);
        this.hash = 31 * (31 * topics.hashCode() + names.hashCode()) + values.hashCode();
    }

    /**
     * Small sets are kept small. Larger ones are kept in a table that does not slow down when strangers choose values with one
     * hash code.
     */
    private static Set<String> frozen(Set<String> values) {
        return values.size() <= 8 ? Set.copyOf(values) : Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }

    /** Events of any topic; {@link #where} narrows it. */
    public static Filter all() {
        return new Filter(TopicPattern.ALL.alone(), Map.of());
    }

    /** Events whose topic matches the pattern. */
    public static Filter topic(String pattern) {
        return new Filter(TopicPattern.parse(pattern).alone(), Map.of());
    }

    /** Events whose topic matches any of the patterns, at most 16; none at all if there is no pattern. */
    public static Filter topics(Collection<String> patterns) {
        if (patterns.size() > MAX_PATTERNS) {
            throw new IllegalArgumentException(
                    "topics: " + patterns.size() + " patterns (expected: at most " + MAX_PATTERNS + ")");
        }
        return new Filter(canonical(patterns.stream().map(TopicPattern::parse).toList()), Map.of());
    }

    /** Events whose topic matches any of the patterns, at most 16. */
    public static Filter topics(String... patterns) {
        return topics(Arrays.asList(patterns));
    }

    /** {@link #where(String, Collection)} */
    public Filter where(String name, String... allowed) {
        return where(name, Arrays.asList(allowed));
    }

    /**
     * This filter, for events of which the attribute has one of the values. Naming an attribute again leaves the values that
     * both name. No value at all matches nothing.
     */
    public Filter where(String name, Collection<String> allowed) {
        requireNonNull(allowed, "allowed");
        String known = Names.attributeName(name);
        TreeSet<String> set = new TreeSet<>();
        for (String value : allowed) {
            set.add(Names.attributeValue(name, value));
        }
        TreeMap<String, Set<String>> attributes = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            attributes.put(names.get(i), values.get(i));
        }
        attributes.merge(known, set, Filter::intersection);
        return new Filter(topics, attributes);
    }

    private static Set<String> intersection(Set<String> one, Set<String> other) {
        Set<String> both = new TreeSet<>(one);
        both.retainAll(other);
        return both;
    }

    /** The patterns in ascending order, none of which is covered by the others. */
    public List<TopicPattern> topics() {
        return topics;
    }

    /** The attributes this filter constrains, in ascending order. */
    public List<String> names() {
        return names;
    }

    /** The values allowed of the attribute at an index of {@link #names()}. */
    public Set<String> values(int index) {
        return values.get(index);
    }

    /** The values allowed of each attribute this filter constrains, in ascending order of names. */
    public Map<String, Set<String>> attributes() {
        Map<String, Set<String>> map = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            map.put(names.get(i), values.get(i));
        }
        return map;
    }

    /** In how many combinations of values an index has to file this filter; 0 if it matches nothing. */
    public long keys() {
        if (nothing) {
            return 0;
        }
        long keys = 1;
        for (Set<String> set : values) {
            keys = Math.min(keys * set.size(), Integer.MAX_VALUE);
        }
        return keys;
    }

    /** Whether no event can match. */
    public boolean matchesNothing() {
        return nothing;
    }

    public boolean matches(Event event) {
        return matchesTopic(event) && matchesAttributes(event);
    }

    public boolean matchesTopic(Event event) {
        return matchesTopic(event.topic());
    }

    public boolean matchesTopic(String topic) {
        for (int i = 0; i < topics.size(); i++) {
            if (topics.get(i).matchesTopic(topic)) {
                return true;
            }
        }
        return false;
    }

    public boolean matchesAttributes(Event event) {
        for (int i = 0; i < names.size(); i++) {
            if (!containsAny(values.get(i), event.values(names.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean containsAny(Set<String> allowed, List<String> present) {
        for (int i = 0; i < present.size(); i++) {
            if (allowed.contains(present.get(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether every event that the other filter matches is matched by this one. Exact: never true where an event could slip
     * through, never false where none could.
     */
    public boolean contains(Filter other) {
        if (other.nothing) {
            return true;
        }
        if (nothing) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            int there = other.names.indexOf(names.get(i));
            if (there < 0 || !values.get(i).containsAll(other.values.get(there))) {
                return false;
            }
        }
        return other.topics.stream().allMatch(pattern -> pattern.isCoveredBy(topics));
    }

    private static List<TopicPattern> canonical(List<TopicPattern> patterns) {
        List<TopicPattern> kept =
                new ArrayList<>(patterns.stream().distinct().sorted().toList());
        for (int i = kept.size() - 1; i >= 0; i--) {
            List<TopicPattern> others = new ArrayList<>(kept);
            TopicPattern candidate = others.remove(i);
            if (candidate.isCoveredBy(others)) {
                kept = others;
            }
        }
        return kept.size() == 1 ? kept.get(0).alone() : List.copyOf(kept);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter filter
                && hash == filter.hash
                && topics.equals(filter.topics)
                && names.equals(filter.names)
                && values.equals(filter.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(topics);
        for (int i = 0; i < names.size(); i++) {
            text.append(' ').append(names.get(i)).append('=').append(new TreeSet<>(values.get(i)));
        }
        return text.toString();
    }
}
