package dev.tidings.emitter;

import dev.tidings.hub.event.Event;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A component of an event's record that the event is addressed by.
 * <p>
 * Immutable, safe for any thread.
 */
final class AttributeComponent {

    private static final String VALUES = "a text, an integer, a boolean, an enum's constant, a UUID, URI, LocalDate or"
            + " Instant, a record of one of them, or a List, Set or Collection of them";

    private final String name;
    private final String component;
    private final boolean inData;
    private final Method accessor;
    private final ValueType value;

    /** The collection it is declared as; null for a single value. */
    private final @Nullable Class<?> several;

    private AttributeComponent(RecordComponent component, Attribute attribute) {
        this.component = component.getName();
        this.name = attribute.value().isEmpty() ? this.component : attribute.value();
        this.inData = attribute.inData();
        this.several = collection(component.getGenericType());
        ValueType known = ValueType.of(
                several == null ? component.getType() : elementOf((ParameterizedType) component.getGenericType()));
        if (known == null) {
            throw noValue(component);
        }
        this.value = known;
        this.accessor = Reflection.accessor(component);
    }

    /** Null if the component is part of the data only. */
    static @Nullable AttributeComponent of(RecordComponent component) {
        Attribute attribute = component.getAnnotation(Attribute.class);
        return attribute == null ? null : new AttributeComponent(component, attribute);
    }

    private static @Nullable Class<?> collection(Type type) {
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> raw) {
            return List.of(List.class, Set.class, Collection.class).contains(raw) ? raw : null;
        }
        return null;
    }

    private static Class<?> elementOf(ParameterizedType collection) {
        return collection.getActualTypeArguments()[0] instanceof Class<?> element ? element : Object.class;
    }

    private static IllegalArgumentException noValue(RecordComponent component) {
        return new IllegalArgumentException("@Attribute " + component.getName() + ": "
                + component.getGenericType().getTypeName() + " (expected: " + VALUES + ")");
    }

    String name() {
        return name;
    }

    /** What the record calls it. */
    String component() {
        return component;
    }

    boolean isInData() {
        return inData;
    }

    void write(Object record, Event.Builder event) {
        Object written = Reflection.call(accessor, record);
        if (written instanceof Collection<?> values && several != null) {
            values.forEach(one -> event.attribute(name, value.text().apply(one)));
        } else if (written != null) {
            event.attribute(name, value.text().apply(written));
        }
    }

    /** What the component is to be; null if the event does not say. */
    @Nullable
    Object read(Event event) {
        List<String> texts = event.values(name);
        if (several == null) {
            return texts.isEmpty() ? missing() : value(texts.get(0));
        }
        List<Object> values = texts.stream().map(this::value).toList();
        return several == Set.class ? Collections.unmodifiableSet(new LinkedHashSet<>(values)) : values;
    }

    private @Nullable Object missing() {
        if (accessor.getReturnType().isPrimitive()) {
            throw new IllegalArgumentException(name + ": none (expected: " + accessor.getReturnType() + ")");
        }
        return null;
    }

    private Object value(String text) {
        try {
            return value.value().apply(text);
        } catch (RuntimeException e) {
            throw illegal(text, e);
        }
    }

    /** The text by which an event with this value is addressed. */
    String text(@Nullable Object valueOrText) {
        if (valueOrText == null) {
            throw new IllegalArgumentException(
                    name + ": null (expected: " + value.type().getSimpleName() + ")");
        }
        try {
            return value.canonical(valueOrText);
        } catch (RuntimeException e) {
            throw illegal(valueOrText, e);
        }
    }

    private IllegalArgumentException illegal(Object given, RuntimeException e) {
        return new IllegalArgumentException(
                name + ": '" + given + "' (expected: " + value.type().getSimpleName() + ")", e);
    }
}
