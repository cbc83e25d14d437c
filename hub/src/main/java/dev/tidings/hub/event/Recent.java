package dev.tidings.hub.event;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was made of texts that come again and again, so that those who hold them for long share one object. Safe for any thread.
 * <p>
 * An application has few topics, patterns and names of attributes; a log holds many events, and a hub many subscriptions.
 *
 * @param <V> immutable, with final fields only
 */
final class Recent<V> {

    private static final int PLACES = 1 << 8;

    /** 64 characters: longer ones are made each time, so that what is remembered stays below 256 KiB. */
    private static final int MAX_LENGTH = 64;

    private record Entry<V>(String text, V value) {}

    private final Function<String, V> maker;

    // By hash, the newest of its place. A race makes a value twice; final fields let any thread see it whole.
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private final @Nullable Entry<V>[] entries = new Entry[PLACES];

    /** @param maker may refuse a text by an exception */
    Recent(Function<String, V> maker) {
        this.maker = maker;
    }

    V of(String text) {
        int place = (text.hashCode() * 0x9E3779B9) >>> 24;
        Entry<V> known = entries[place];
        if (known != null && known.text.equals(text)) {
            return known.value;
        }
        V value = maker.apply(text);
        if (text.length() <= MAX_LENGTH) {
            entries[place] = new Entry<>(text, value);
        }
        return value;
    }
}
