package dev.tidings.hub.shard;

import static java.util.Objects.requireNonNull;

import java.util.IdentityHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was made of one event, by the very object that it was made for. Nearly always there is one, which costs no table.
 * <p>
 * For one thread.
 */
final class MadeOnce<K, V> {

    private @Nullable K firstKey;
    private @Nullable V first;
    private @Nullable IdentityHashMap<K, V> others;

    @SuppressWarnings("ReferenceEquality") // equal keys are one object to whoever wants to share
    V get(K key, Function<? super K, ? extends V> make) {
        if (firstKey == key) {
            return requireNonNull(first);
        }
        if (firstKey != null) {
            return ofOthers(key, make);
        }
        V made = make.apply(key);
        firstKey = key;
        first = made;
        return made;
    }

    private V ofOthers(K key, Function<? super K, ? extends V> make) {
        if (others == null) {
            others = new IdentityHashMap<>(4);
        }
        V made = others.get(key);
        if (made == null) {
            made = make.apply(key);
            others.put(key, made);
        }
        return made;
    }

    void forEach(BiConsumer<? super K, ? super V> action) {
        if (firstKey != null) {
            action.accept(firstKey, requireNonNull(first));
        }
        if (others != null) {
            others.forEach(action);
        }
    }

    void clear() {
        firstKey = null;
        first = null;
        others = null;
    }
}
