package dev.tidings.hub.replay;

import dev.tidings.hub.event.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The lists of one segment in memory, filled as events are appended.
 * <p>
 * One writer, any number of readers. A reader looks only at ordinals below a bound that it has got from the log's published head.
 * Keys that were chosen to collide do no harm: a {@link ConcurrentHashMap} turns a crowded bin of comparable keys into a tree.
 */
public final class MemoryLists implements SegmentLists {

    /** An entry of a hash map of references: the node, and its share of a table that is between 3/8 and 3/4 full. */
    private static final int HASH_ENTRY_BYTES = 32 + 12;

    /** A node of a skip list and its share of the levels above. */
    private static final int SORTED_ENTRY_BYTES = 24 + 24;

    /** An empty hash map, its first table and its entry. */
    private static final int ATTRIBUTE_BYTES = 64 + 80 + HASH_ENTRY_BYTES;

    /** A topic with its number, in a table of its own. */
    private static final int TOPIC_BYTES = 24 + 8;

    /** Stands for a place that holds no event. */
    private static final int NO_TOPIC = -1;

    private static final int FIRST_EVENTS = 64;
    private static final int FIRST_TOPICS = 8;

    /** What lists take before anything is in them. */
    public static final int EMPTY_BYTES = 512 + 4 * FIRST_EVENTS + 8 * FIRST_TOPICS;

    private final Map<String, Map<String, Ordinals>> attributes = new ConcurrentHashMap<>();
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();

    /** The same, in order: topics that begin alike stand side by side. */
    private final ConcurrentSkipListMap<String, Topic> sortedTopics = new ConcurrentSkipListMap<>();

    // Volatile: a reader that sees a grown array sees what was copied into it. New elements need no order of their own:
    // the head, which is published after them, gives it to those who may look at them.
    private volatile int[] topicOf = new int[FIRST_EVENTS];
    private volatile String[] names = new String[FIRST_TOPICS];

    // The writer's.
    private int topicCount;
    private int size;

    private record Topic(int number, Ordinals events) {}

    /**
     * Files an event and says by how many bytes this has grown. The strings of the event are shared.
     *
     * @param ordinal larger than those before; what is left out holds no event
     */
    public long add(Event event, int ordinal) {
        Topic known = topics.get(event.topic());
        long grown = known == null
                ? addTopic(event.topic(), ordinal)
                : known.events().add(ordinal);
        grown += noteTopic(ordinal, known == null ? topicCount - 1 : known.number());
        for (int i = 0; i < event.attributeCount(); i++) {
            String name = event.attributeName(i);
            Map<String, Ordinals> values = attributes.get(name);
            if (values == null) {
                values = new ConcurrentHashMap<>();
                attributes.put(name, values);
                grown += ATTRIBUTE_BYTES;
            }
            List<String> present = event.attributeValues(i);
            for (int j = 0; j < present.size(); j++) {
                grown += addValue(values, present.get(j), ordinal);
            }
        }
        return grown;
    }

    private long addTopic(String name, int ordinal) {
        int number = topicCount++;
        long grown = HASH_ENTRY_BYTES + SORTED_ENTRY_BYTES + TOPIC_BYTES + Ordinals.HEAP_BYTES;
        String[] array = names;
        if (number == array.length) {
            array = Arrays.copyOf(array, number * 2);
            grown += 8L * number;
        }
        array[number] = name;
        names = array;
        Topic topic = new Topic(number, new Ordinals(ordinal));
        topics.put(name, topic);
        sortedTopics.put(name, topic);
        return grown;
    }

    private long noteTopic(int ordinal, int topic) {
        int[] array = topicOf;
        long grown = 0;
        if (ordinal >= array.length) {
            array = Arrays.copyOf(array, Math.max(ordinal + 1, array.length * 2));
            grown = 4L * (array.length - topicOf.length);
        }
        Arrays.fill(array, size, ordinal, NO_TOPIC);
        array[ordinal] = topic;
        size = ordinal + 1;
        topicOf = array;
        return grown;
    }

    private static long addValue(Map<String, Ordinals> values, String value, int ordinal) {
        Ordinals known = values.get(value);
        if (known != null) {
            return known.add(ordinal);
        }
        values.put(value, new Ordinals(ordinal));
        return HASH_ENTRY_BYTES + Ordinals.HEAP_BYTES;
    }

    @Override
    public @Nullable OrdinalList value(String name, String value) {
        Map<String, Ordinals> values = attributes.get(name);
        Ordinals found = values == null ? null : values.get(value);
        return found == null ? null : list(found);
    }

    @Override
    public @Nullable OrdinalList topic(String topic) {
        Topic found = topics.get(topic);
        return found == null ? null : list(found.events());
    }

    @Override
    public void topics(String prefix, TopicVisitor visitor) {
        for (Map.Entry<String, Topic> entry : sortedTopics.tailMap(prefix).entrySet()) {
            if (!entry.getKey().startsWith(prefix)
                    || !visitor.visit(entry.getKey(), list(entry.getValue().events()))) {
                return;
            }
        }
    }

    @Override
    public OrdinalCursor every(ReplayCost cost) {
        return new Every(topicOf);
    }

    @Override
    public String topicName(int topic) {
        return names[topic];
    }

    /** Nothing to let go of: lists live as long as whoever refers to them. */
    @Override
    public void close() {}

    /** Visits every list once it has all its events, in no order. For whoever writes them down, when no writer is left. */
    public void forEach(ListVisitor visitor) {
        topics.forEach((name, topic) ->
                visitor.topic(name, topic.number(), topic.events().toArray()));
        attributes.forEach(
                (name, values) -> values.forEach((value, ordinals) -> visitor.value(name, value, ordinals.toArray())));
    }

    /** The first ordinal that is not filed. For the writer. */
    public int size() {
        return size;
    }

    /** Is shown lists one by one. */
    public interface ListVisitor {

        void topic(String topic, int number, int[] ordinals);

        void value(String name, String value, int[] ordinals);
    }

    /** The number of the topic of the event at an ordinal; negative if there is none. */
    public int topicAt(int ordinal) {
        return topicOf[ordinal];
    }

    private OrdinalList list(Ordinals ordinals) {
        return new InMemory(ordinals);
    }

    private final class InMemory implements OrdinalList {

        private final Ordinals ordinals;

        InMemory(Ordinals ordinals) {
            this.ordinals = ordinals;
        }

        @Override
        public int first() {
            return ordinals.first;
        }

        @Override
        public long size() {
            return ordinals.estimatedSize();
        }

        @Override
        public OrdinalCursor cursor(ReplayCost cost) {
            return new InList(ordinals, cost);
        }
    }

    /** Every ordinal there is: a constraint that constrains nothing. */
    private static final class Every implements OrdinalCursor {

        private final int[] topicOf;
        private int current;

        Every(int[] topicOf) {
            this.topicOf = topicOf;
        }

        @Override
        public int next(int from) {
            current = from;
            while (current < topicOf.length && topicOf[current] == NO_TOPIC) {
                current++;
            }
            return current < topicOf.length ? current : END;
        }

        @Override
        public int topic() {
            return topicOf[current];
        }
    }

    /** The ordinals of one list; looks for them in doubling steps, so that a seek costs the logarithm of what it skips. */
    private final class InList implements OrdinalCursor {

        private final int first;
        private final int[] more;
        private final ReplayCost cost;

        // The place in the list: 0 is the first, i the element i - 1 of the others, -1 before the first step.
        private int index = -1;
        private int current = -1;

        InList(Ordinals ordinals, ReplayCost cost) {
            this.first = ordinals.first;
            this.more = ordinals.more();
            this.cost = cost;
        }

        @Override
        public int next(int from) {
            if (current >= from) {
                return current;
            }
            index++;
            if (at(index) < from) {
                seek(from);
            }
            current = at(index);
            if (current != END) {
                cost.valueRead();
            }
            return current;
        }

        /** Moves to the first ordinal that is not below {@code from}; the one at the index is. */
        private void seek(int from) {
            cost.seek();
            int step = 1;
            int low = index;
            while (at(low + step) < from) {
                low += step;
                step *= 2;
            }
            int high = low + step;
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (at(middle) < from) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            index = high;
        }

        private int at(int i) {
            if (i == 0) {
                return first;
            }
            return i <= more.length ? more[i - 1] : END;
        }

        @Override
        public int topic() {
            return topicAt(current);
        }
    }
}
