package dev.tidings.hub.event;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is published: a topic, the attributes it is addressed by, an optional type and the data.
 * <p>
 * Immutable, safe for any thread. Two events are never compared: each publication is its own. How large an event may be is
 * for the hub to say ({@link EventLimits}); what its names may look like is checked here.
 */
public final class Event {

    private static final String[] NO_NAMES = {};
    private static final List<?>[] NO_VALUES = {};

    private final Topic topic;
    private final String[] names;
    private final List<String>[] values;
    private final @Nullable String type;
    private final byte[] data;

    private Event(Topic topic, String[] names, List<String>[] values, @Nullable String type, byte[] data) {
        this.topic = topic;
        this.names = names;
        this.values = values;
        this.type = type;
        this.data = data;
    }

    /**
     * An event without attributes or type.
     *
     * @param topic segments of {@code [A-Za-z0-9_-]+} joined by '.', at most 32 of them and 255 characters
     * @param data any text, usually JSON; line ends of all kinds are legal
     * @throws IllegalArgumentException if the topic is malformed or the data is not valid Unicode
     */
    public static Event of(String topic, String data) {
        return new Event(Topic.of(topic), NO_NAMES, noValues(), null, Names.utf8("data", data));
    }

    public static Builder builder(String topic) {
        return new Builder(Topic.of(topic));
    }

    /**
     * This event, also addressed by the given values.
     *
     * @param name 1-64 characters of {@code [A-Za-z0-9_.-]}, none of the reserved query parameters
     * @param moreValues each 1-256 bytes of UTF-8, compared byte for byte
     */
    public Event with(String name, String... moreValues) {
        Builder builder = toBuilder();
        for (String value : moreValues) {
            builder.attribute(name, value);
        }
        return builder.build();
    }

    /** This event with the SSE {@code event:} field, 1-255 bytes, not beginning with {@code tidings.}. */
    public Event withType(String newType) {
        return new Event(topic, names, values, Names.type(newType), data);
    }

    public String topic() {
        return topic.text();
    }

    public List<String> segments() {
        return topic.segments();
    }

    public Map<String, List<String>> attributes() {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            map.put(names[i], values[i]);
        }
        return map;
    }

    /** The values of one attribute, distinct, in the order given; empty if the event does not have it. */
    public List<String> values(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return List.of();
    }

    public int attributeCount() {
        return names.length;
    }

    /** The name of the attribute at an index below {@link #attributeCount()}; names are in ascending order. */
    public String attributeName(int index) {
        return names[index];
    }

    /** The values of the attribute at an index below {@link #attributeCount()}; never empty. */
    public List<String> attributeValues(int index) {
        return values[index];
    }

    public @Nullable String type() {
        return type;
    }

    public String data() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** The data in UTF-8. The array is the event's own: it must not be changed. */
    @SuppressWarnings(
            "MutableArray") // encoded once per shard straight from it; a copy per read would cost what sharing saves
    public byte[] dataUtf8() {
        return data;
    }

    /** What this event keeps of the heap, in bytes; an estimate that errs upwards (64-bit, compressed references). */
    public long heapBytes() {
        long bytes = 40 + topicBytes() + (type == null ? 0 : stringBytes(type)) + 24 + data.length;
        for (int i = 0; i < names.length; i++) {
            bytes += 8 + stringBytes(names[i]) + 24;
            for (String value : values[i]) {
                bytes += 4 + stringBytes(value);
            }
        }
        return bytes;
    }

    /** As if no other event had the topic. */
    private long topicBytes() {
        int length = topic.text().length();
        int count = topic.segments().size();
        return 24 + stringBytes(topic.text()) + 24 + 24 + count * (4L + 24 + 16 + 8) + length;
    }

    private static long stringBytes(String text) {
        return 24 + 16 + 2L * text.length();
    }

    @Override
    public String toString() {
        return "Event[" + topic() + " " + attributes() + ", " + data.length + " bytes]";
    }

    private Builder toBuilder() {
        Builder builder = new Builder(topic);
        for (int i = 0; i < names.length; i++) {
            builder.attributes.put(names[i], new LinkedHashSet<>(values[i]));
        }
        builder.type = type;
        builder.data = data;
        return builder;
    }

    @SuppressWarnings("unchecked") // an empty array holds no element of a wrong type
    private static List<String>[] noValues() {
        return (List<String>[]) NO_VALUES;
    }

    /** Collects the parts of an event; each is checked as it comes. For one thread. */
    public static final class Builder {

        private final Topic topic;
        private final Map<String, Set<String>> attributes = new TreeMap<>();
        private @Nullable String type;
        private byte[] data = {};

        private Builder(Topic topic) {
            this.topic = topic;
        }

        /** Adds one value of an attribute; a value given twice counts once. */
        public Builder attribute(String name, String value) {
            Set<String> known = attributes.get(name);
            if (known == null) {
                known = new LinkedHashSet<>(4);
                attributes.put(Names.attributeName(name), known);
            }
            known.add(Names.attributeValue(name, value));
            return this;
        }

        public Builder type(String newType) {
            type = Names.type(newType);
            return this;
        }

        public Builder data(String text) {
            data = Names.utf8("data", text);
            return this;
        }

        /** The data as UTF-8, which is taken as it is: the caller vouches for its validity and gives the array away. */
        public Builder dataUtf8(byte[] utf8) {
            data = requireNonNull(utf8, "utf8");
            return this;
        }

        public Event build() {
            String[] names =
                    attributes.isEmpty() ? NO_NAMES : attributes.keySet().toArray(NO_NAMES);
            List<String>[] values = Arrays.copyOf(noValues(), names.length);
            int i = 0;
            for (Set<String> set : attributes.values()) {
                values[i++] = List.copyOf(set);
            }
            return new Event(topic, names, values, type, data);
        }
    }
}
