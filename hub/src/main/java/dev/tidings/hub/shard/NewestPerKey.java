package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of the events that match, the newest of each key, which is a topic and the values of some attributes.
 * <p>
 * For one thread.
 */
final class NewestPerKey extends Gathering {
    /*
     *   looked at     A1  B2  A3  C4  D5  A6 | B7 ...      full before B7
     *   to be sent        B2      C4  D5  A6               in the order of the log: what is superseded makes room
     *   pages             B2      C4 |D5  A6
     *
     * The event that was looked at last is the newest of its key, and so always the last one to be sent: its id says how far
     * the reader is. B7 is for the next look, and supersedes nothing any more. Whoever is cut off between B2 and C4 resumes
     * behind B2, and lacks nothing but what is superseded from there, too.
     *
     * A look finds more than a page holds: a reader of many keys, or one of many readers, whose pages are small, would
     * otherwise get everything. The second page looks once more at what lies behind C4, but no further than the first did
     * (Replay.Result.horizon): a key that changes all the time would otherwise always be among the last, and never be sent.
     */

    /** 8: how many pages are found at most with one look, and so how many times at most an event is looked at, about. */
    static final int MAX_PAGES = 8;

    /** 1 000: as many small events as the largest page has room for. */
    static final int MAX_KEYS = 1_000;

    /** 10 000: some milliseconds of a reader thread, which others wait for. */
    static final int MAX_EXAMINED = 10_000;

    /** 8 MiB of heap: so that large events do not make it many times that, where they come from a disk. */
    private static final long MAX_EXAMINED_BYTES = 8 << 20;

    private final List<String> attributes;
    private final int maxKeys;
    private final int maxExamined;

    // By the place of the newest: a key that comes again moves to the end.
    private final Map<Key, Delivery> newest = new LinkedHashMap<>();
    private int examined;
    private long examinedBytes;

    /** Two events of one key say the same thing at different times. Comparable for tables with keys of one hash code. */
    private record Key(String topic, List<List<String>> values) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic != 0 ? byTopic : values.toString().compareTo(other.values.toString());
        }
    }

    NewestPerKey(List<String> attributes, long pageBytes) {
        this(attributes, pageBytes, MAX_KEYS, MAX_EXAMINED);
    }

    NewestPerKey(List<String> attributes, long pageBytes, int maxKeys, int maxExamined) {
        super(pageBytes, MAX_PAGES * pageBytes);
        this.attributes = attributes;
        this.maxKeys = maxKeys;
        this.maxExamined = maxExamined;
    }

    @Override
    boolean add(Delivery next) {
        if (examined == maxExamined || examinedBytes > MAX_EXAMINED_BYTES) {
            return false;
        }
        Key key = keyOf(next.event());
        Delivery superseded = newest.get(key);
        if (!hasRoom(next, superseded)) {
            return false;
        }
        examined++;
        examinedBytes += next.heapBytes();
        newest.remove(key);
        newest.put(key, next);
        return true;
    }

    private boolean hasRoom(Delivery next, @Nullable Delivery superseded) {
        if (superseded == null) {
            return newest.size() < maxKeys && takeRoom(next, null, newest.isEmpty());
        }
        return takeRoom(next, superseded, newest.size() == 1);
    }

    private Key keyOf(Event event) {
        List<List<String>> values = new ArrayList<>(attributes.size());
        for (int i = 0; i < attributes.size(); i++) {
            values.add(sorted(event.values(attributes.get(i))));
        }
        return new Key(event.topic(), values);
    }

    /** In whatever order an event names its values, they address the same. */
    private static List<String> sorted(List<String> values) {
        if (values.size() < 2) {
            return values;
        }
        List<String> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted;
    }

    @Override
    Collection<Delivery> events() {
        return newest.values();
    }
}
