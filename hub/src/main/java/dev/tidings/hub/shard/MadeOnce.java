package dev.tidings.hub.shard;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was made of one event, by the very object that it was made for or by.
 * <p>
 * For one thread.
 */
final class MadeOnce<K, V> {

    /** 8: as many are found by a scan before a hash table would find them. */
    private static final int FEW = 8;

    private final List<K> keys = new ArrayList<>(2);
    private final List<V> values = new ArrayList<>(2);
    private @Nullable IdentityHashMap<K, V> many;

    @SuppressWarnings("ReferenceEquality") // equal keys are one object to whoever wants to share
    V get(K key, Function<? super K, ? extends V> make) {
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i) == key) {
                return values.get(i);
            }
        }
        return keys.size() < FEW ? add(key, make) : ofMany(key, make);
    }

    private V add(K key, Function<? super K, ? extends V> make) {
        V value = make.apply(key);
        keys.add(key);
        values.add(value);
        return value;
    }

    private V ofMany(K key, Function<? super K, ? extends V> make) {
        if (many == null) {
            many = new IdentityHashMap<>();
        }
        return many.computeIfAbsent(key, make);
    }

    void forEach(BiConsumer<? super K, ? super V> action) {
        for (int i = 0; i < keys.size(); i++) {
            action.accept(keys.get(i), values.get(i));
        }
        if (many != null) {
            many.forEach(action);
        }
    }

    void clear() {
        keys.clear();
        values.clear();
        many = null;
    }
}
