package dev.tidings.emitter;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The function of a mapped stream, as a value: equal to others that make the same of every event.
 * <p>
 * Immutable, safe for any thread.
 */
final class Mapping<T> {
    /*
     * A lambda that captures something, "this" in this::view, is a new object each time that its place is passed, though it does the
     * same each time. Would each be a format of its own, every event would be mapped once for each client. What a lambda does is its
     * class and what it captured; so two of one class that captured the same objects are equal. All other functions are equal if they
     * say so.
     */

    private static final ClassValue<List<Field>> CAPTURED = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            return capturedBy(type);
        }
    };

    /** Values of these are the same when they are equal. */
    private static final List<Class<?>> VALUES = List.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class);

    private final Function<? super T, ? extends @Nullable Object> function;

    /** Null if it is no lambda, or nobody can tell. */
    private final @Nullable Object @Nullable [] captured;

    Mapping(Function<? super T, ? extends @Nullable Object> function) {
        this.function = function;
        this.captured = captured(function);
    }

    @Nullable
    Object apply(T value) {
        return function.apply(value);
    }

    /** Where the function is written. */
    Class<?> place() {
        return function.getClass();
    }

    /** Lambdas are hidden classes with nothing but what they captured. */
    private static List<Field> capturedBy(Class<?> type) {
        Field[] fields = type.getDeclaredFields();
        for (Field field : fields) {
            field.setAccessible(true);
        }
        return List.of(fields);
    }

    private static @Nullable Object @Nullable [] captured(Object function) {
        if (!function.getClass().isHidden()) {
            return null;
        }
        try {
            List<Field> fields = CAPTURED.get(function.getClass());
            @Nullable Object[] values = new @Nullable Object[fields.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = fields.get(i).get(function);
            }
            return values;
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            return null; // of a module that is not open: each is itself
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Mapping<?> mapping && (function.equals(mapping.function) || isSameLambda(mapping));
    }

    private boolean isSameLambda(Mapping<?> other) {
        if (captured == null || other.captured == null || place() != other.place()) {
            return false;
        }
        for (int i = 0; i < captured.length; i++) {
            if (!isSame(captured[i], other.captured[i])) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // objects may change, so that equal ones are not the same for ever
    private static boolean isSame(@Nullable Object one, @Nullable Object other) {
        return one == other || (one != null && VALUES.contains(one.getClass()) && one.equals(other));
    }

    @Override
    public int hashCode() {
        return captured == null ? function.hashCode() : 31 * place().hashCode() + hashOf(captured);
    }

    private static int hashOf(@Nullable Object[] captured) {
        return Arrays.stream(captured)
                .mapToInt(one ->
                        one != null && VALUES.contains(one.getClass()) ? one.hashCode() : System.identityHashCode(one))
                .reduce(1, (hash, next) -> 31 * hash + next);
    }
}
