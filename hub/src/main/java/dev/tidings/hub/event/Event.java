package dev.tidings.hub.event;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            builder.names.add(names[i]);
            builder.values.add(values[i].size() == 1 ? values[i] : new ArrayList<>(values[i]));
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
        private @Nullable String type;
        private byte[] data = {};

        // Side by side, in ascending order of names: most events have one attribute or two, of one value each.
        private final List<String> names = new ArrayList<>(2);
        private final List<List<String>> values = new ArrayList<>(2);

        private Builder(Topic topic) {
            this.topic = topic;
        }

        /** Adds one value of an attribute; a value given twice counts once. */
        public Builder attribute(String name, String value) {
            int at = Collections.binarySearch(names, name);
            if (at < 0) {
                String known = Names.attributeName(name);
                List<String> only = List.of(Names.attributeValue(name, value));
                names.add(~at, known);
                values.add(~at, only);
            } else {
                addTo(at, Names.attributeValue(name, value));
            }
            return this;
        }

        private void addTo(int at, String value) {
            List<String> known = values.get(at);
            if (!known.contains(value)) {
                if (known.size() == 1) {
                    known = new ArrayList<>(known);
                    values.set(at, known);
                }
                known.add(value);
            }
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
            List<String>[] copies = Arrays.copyOf(noValues(), names.size());
            for (int i = 0; i < copies.length; i++) {
                copies[i] = List.copyOf(values.get(i));
            }
            return new Event(topic, names.toArray(NO_NAMES), copies, type, data);
        }
    }
}
