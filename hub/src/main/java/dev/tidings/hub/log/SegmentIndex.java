package dev.tidings.hub.log;

import dev.tidings.hub.event.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * For each topic and each value of each attribute, which events of one segment carry it.
 * <p>
 * One writer, any number of readers. Keys that were chosen to collide do no harm: a {@link ConcurrentHashMap} turns a crowded bin
 * of comparable keys into a tree.
 */
final class SegmentIndex {

    /** An entry of a hash map of references: the node, and its share of a table that is between 3/8 and 3/4 full. */
    private static final int HASH_ENTRY_BYTES = 32 + 12;

    /** A node of a skip list and its share of the levels above. */
    private static final int SORTED_ENTRY_BYTES = 24 + 24;

    /** An empty hash map, its first table and its entry. */
    private static final int ATTRIBUTE_BYTES = 64 + 80 + HASH_ENTRY_BYTES;

    /** What an index takes before anything is in it. */
    static final int EMPTY_BYTES = 512;

    private final Map<String, Map<String, Ordinals>> attributes = new ConcurrentHashMap<>();
    private final Map<String, Ordinals> topics = new ConcurrentHashMap<>();

    /** The same, in order: topics that begin alike stand side by side. */
    private final ConcurrentSkipListMap<String, Ordinals> sortedTopics = new ConcurrentSkipListMap<>();

    /** Files an event and says by how many bytes this has grown. */
    long add(Event event, int ordinal) {
        long grown = addTopic(event.topic(), ordinal);
        for (int i = 0; i < event.attributeCount(); i++) {
            String name = event.attributeName(i);
            Map<String, Ordinals> values = attributes.get(name);
            if (values == null) {
                values = new ConcurrentHashMap<>();
                attributes.put(name, values);
                grown += ATTRIBUTE_BYTES;
            }
            List<String> present = event.attributeValues(i);
            for (int j = 0; j < present.size(); j++) {
                grown += addValue(values, present.get(j), ordinal);
            }
        }
        return grown;
    }

    private long addTopic(String topic, int ordinal) {
        Ordinals known = topics.get(topic);
        if (known != null) {
            return known.add(ordinal);
        }
        Ordinals ordinals = new Ordinals(ordinal);
        topics.put(topic, ordinals);
        sortedTopics.put(topic, ordinals);
        return HASH_ENTRY_BYTES + SORTED_ENTRY_BYTES + Ordinals.HEAP_BYTES;
    }

    private static long addValue(Map<String, Ordinals> values, String value, int ordinal) {
        Ordinals known = values.get(value);
        if (known != null) {
            return known.add(ordinal);
        }
        values.put(value, new Ordinals(ordinal));
        return HASH_ENTRY_BYTES + Ordinals.HEAP_BYTES;
    }

    @Nullable
    Ordinals value(String name, String value) {
        Map<String, Ordinals> values = attributes.get(name);
        return values == null ? null : values.get(value);
    }

    @Nullable
    Ordinals topic(String topic) {
        return topics.get(topic);
    }

    /** The topics from the given text on, in order. */
    Map<String, Ordinals> topicsFrom(String prefix) {
        return sortedTopics.tailMap(prefix);
    }
}
