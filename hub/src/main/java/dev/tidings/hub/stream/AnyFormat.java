package dev.tidings.hub.stream;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.TopicPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Several formats on one stream: the topic says which is an event's.
 *
 * @param parts the first whose topics match an event has it; exact topics come first
 * @param states writes a state
 */
record AnyFormat(List<Part> parts, StreamFormat states) implements StreamFormat {

    AnyFormat {
        parts = List.copyOf(parts);
    }

    /** A format, and the topics that are its own. */
    record Part(TopicPattern topics, StreamFormat format) {}

    /**
     * The format of several streams on one connection: where all have the same, that.
     *
     * @throws IllegalArgumentException if two have different formats for the same topics
     */
    static StreamFormat of(List<StreamSpec> streams) {
        StreamFormat first = streams.get(0).format();
        if (streams.stream().allMatch(stream -> stream.format().equals(first))) {
            return first;
        }
        Map<TopicPattern, StreamFormat> formats = new LinkedHashMap<>();
        streams.forEach(stream -> parts(stream).forEach(part -> add(formats, part)));
        List<Part> parts = new ArrayList<>();
        formats.forEach((topics, format) -> parts.add(new Part(topics, format)));
        parts.sort((one, other) ->
                Boolean.compare(other.topics().isExact(), one.topics().isExact()));
        return new AnyFormat(parts, first instanceof AnyFormat any ? any.states() : first);
    }

    private static List<Part> parts(StreamSpec stream) {
        if (stream.format() instanceof AnyFormat any) {
            return any.parts();
        }
        List<Part> parts = new ArrayList<>();
        for (Filter filter : stream.subscription().filters()) {
            filter.topics().forEach(topics -> parts.add(new Part(topics, stream.format())));
        }
        return parts;
    }

    private static void add(Map<TopicPattern, StreamFormat> formats, Part part) {
        StreamFormat known = formats.putIfAbsent(part.topics(), part.format());
        if (known != null && !known.equals(part.format())) {
            throw new IllegalArgumentException("topic: " + part.topics()
                    + " is mapped in two ways on one stream (expected: one mapping for each topic)");
        }
    }

    @Override
    public byte @Nullable [] block(Delivery delivery) {
        String topic = delivery.event().topic();
        for (Part part : parts) {
            if (part.topics().matchesTopic(topic)) {
                return part.format().block(delivery);
            }
        }
        return null;
    }

    @Override
    public byte[] state(@Nullable EventId id, Object state) {
        return states.state(id, state);
    }
}
