package dev.tidings.emitter;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one value of an attribute is written as text, so that equal values are equal byte for byte, and read back.
 * <p>
 * Immutable, safe for any thread.
 */
record ValueType(Class<?> type, Function<Object, String> text, Function<String, Object> value) {

    private static final Map<Class<?>, Function<String, Object>> READERS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(Boolean.class, ValueType::booleanOf),
            Map.entry(Byte.class, Byte::valueOf),
            Map.entry(Short.class, Short::valueOf),
            Map.entry(Integer.class, Integer::valueOf),
            Map.entry(Long.class, Long::valueOf),
            Map.entry(BigInteger.class, BigInteger::new),
            Map.entry(UUID.class, UUID::fromString),
            Map.entry(URI.class, URI::create),
            Map.entry(LocalDate.class, LocalDate::parse),
            Map.entry(Instant.class, Instant::parse));

    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class);

    /** Of a component's type; null if it is no value. */
    static @Nullable ValueType of(Class<?> declared) {
        Class<?> type = BOXES.getOrDefault(declared, declared);
        Function<String, Object> reader = READERS.get(type);
        if (reader != null) {
            return new ValueType(type, Object::toString, reader);
        }
        return type.isEnum() ? ofEnum(type) : ofWrapper(type);
    }

    private static ValueType ofEnum(Class<?> type) {
        return new ValueType(type, value -> ((Enum<?>) value).name(), name -> constant(type, name));
    }

    private static Object constant(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(name + " is no " + type.getSimpleName());
    }

    /** A record of one value: an e-mail address, a tenant's number. */
    private static @Nullable ValueType ofWrapper(Class<?> type) {
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        if (components.length != 1 || components[0].getType() == type) {
            return null;
        }
        ValueType inner = of(components[0].getType());
        if (inner == null) {
            return null;
        }
        Method accessor = Reflection.accessor(components[0]);
        Constructor<?> constructor = Reflection.canonical(type);
        return new ValueType(
                type,
                value -> inner.text.apply(Reflection.call(accessor, value)),
                text -> Reflection.make(constructor, inner.value.apply(text)));
    }

    private static Object booleanOf(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text + " is neither true nor false");
        };
    }

    /** The text of a value of this type, or of a text that says one. */
    String canonical(Object valueOrText) {
        if (type.isInstance(valueOrText)) {
            return text.apply(valueOrText);
        }
        if (valueOrText instanceof String said) {
            return text.apply(value.apply(said));
        }
        throw new IllegalArgumentException("it is a " + valueOrText.getClass().getSimpleName());
    }
}
