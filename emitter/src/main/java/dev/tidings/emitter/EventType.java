package dev.tidings.emitter;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.Filter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A record that is an event, and back.
 * <p>
 * Immutable, safe for any thread.
 */
final class EventType<T> {

    private final Class<T> type;
    private final Topic topic;
    private final List<AttributeComponent> attributes;
    private final RecordJson<T> json;

    private EventType(Class<T> type, JsonMapper mapper, EventLimits limits) {
        this.type = type;
        this.topic = topicOf(type);
        this.attributes = attributesOf(type, limits);
        this.json = new RecordJson<>(type, attributes, mapper);
    }

    /** @throws IllegalArgumentException if there is no way from the type to an event, or back; the message says why */
    static <T> EventType<T> of(Class<T> type, JsonMapper mapper, EventLimits limits) {
        try {
            return new EventType<>(type, mapper, limits);
        } catch (IllegalArgumentException | JacksonException | java.lang.reflect.InaccessibleObjectException e) {
            throw new IllegalArgumentException(type.getName() + " cannot be an event: " + e.getMessage(), e);
        }
    }

    private static Topic topicOf(Class<?> type) {
        Topic topic = type.getAnnotation(Topic.class);
        if (topic == null || !type.isRecord()) {
            throw new IllegalArgumentException("it is no record with @Topic");
        }
        Event event = Event.of(topic.value(), "");
        if (!topic.type().isEmpty()) {
            event.withType(topic.type());
        }
        return topic;
    }

    private static List<AttributeComponent> attributesOf(Class<?> type, EventLimits limits) {
        List<AttributeComponent> attributes = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            requireNoneOf(type, component);
            AttributeComponent attribute = AttributeComponent.of(component);
            if (attribute != null) {
                Filter.all().where(attribute.name(), "a value");
                requireUnique(attributes, attribute);
                attributes.add(attribute);
            }
        }
        if (attributes.size() > limits.attributes()) {
            throw new IllegalArgumentException(
                    "attributes: " + attributes.size() + " (expected: at most " + limits.attributes() + ")");
        }
        return List.copyOf(attributes);
    }

    /** Of an event inside itself the attributes would be left out, and read from the outer one. */
    private static void requireNoneOf(Class<?> type, RecordComponent component) {
        String declared = component.getGenericType().getTypeName();
        if (List.of(declared.split("[<>, ]+")).contains(type.getName())) {
            throw new IllegalArgumentException(
                    component.getName() + ": " + declared + " (expected: no event of its own type)");
        }
    }

    private static void requireUnique(List<AttributeComponent> known, AttributeComponent added) {
        for (AttributeComponent other : known) {
            if (other.name().equals(added.name())) {
                throw new IllegalArgumentException("attribute " + added.name() + ": components " + other.component()
                        + " and " + added.component() + " (expected: one component for each name)");
            }
        }
    }

    Class<T> type() {
        return type;
    }

    String topic() {
        return topic.value();
    }

    /** The SSE {@code event:} field of its events; null for none. */
    @Nullable
    String sseType() {
        return topic.type().isEmpty() ? null : topic.type();
    }

    /** All events of this type, and whatever else has its topic. */
    Filter filter() {
        return Filter.topic(topic.value());
    }

    /** @throws IllegalArgumentException if the record's own values make no event */
    Event event(T value) {
        Event.Builder event = Event.builder(topic.value());
        String sseType = sseType();
        if (sseType != null) {
            event.type(sseType);
        }
        for (AttributeComponent attribute : attributes) {
            attribute.write(value, event);
        }
        return event.dataUtf8(data(value)).build();
    }

    /** The record as JSON, without its attributes. */
    byte[] data(T value) {
        return json.write(value);
    }

    /** @throws IllegalArgumentException if the event is none of this type, or was one when the record looked different */
    T read(Event event) {
        if (!event.topic().equals(topic.value())) {
            throw new IllegalArgumentException("topic: " + event.topic() + " (expected: " + topic.value() + ")");
        }
        @Nullable Object[] values = new @Nullable Object[attributes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = attributes.get(i).read(event);
        }
        return json.read(event.dataUtf8(), values);
    }

    /** @throws IllegalArgumentException if no component has that name */
    AttributeComponent attribute(String name) {
        for (AttributeComponent attribute : attributes) {
            if (attribute.name().equals(name)) {
                return attribute;
            }
        }
        throw new IllegalArgumentException(
                "attribute: '" + name + "' of " + type.getName() + " (expected: " + nameList() + ")");
    }

    private String nameList() {
        return attributes.isEmpty()
                ? "none, as it has no @Attribute"
                : "one of "
                        + attributes.stream()
                                .map(AttributeComponent::name)
                                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public String toString() {
        return type.getName() + " (" + topic.value() + ")";
    }
}
