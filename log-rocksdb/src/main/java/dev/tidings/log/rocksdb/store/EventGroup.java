package dev.tidings.log.rocksdb.store;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import java.util.List;
import java.util.function.LongFunction;
import org.rocksdb.RocksIterator;

/**
 * Some events side by side, as they are stored: one, or as many of a commit as have 4 KiB together.
 * <pre>
 *   0        1          9        ..        ..
 *  +--------+----------+--------+---------+---------+----
 *  | format |   time   | behind |  count  |  event  | ...     behind, count: varints
 *  +--------+----------+--------+---------+---------+----
 *
 *  event: | length | topic | type | attributes | name | values | value ... | data |
 * </pre>
 * The key says the first position. <em>Behind</em> is its distance from the last event that was acknowledged before: a group whose
 * predecessor is missing is found out by it. The type is empty if the event has none.
 */
public final class EventGroup {

    /** 4 KiB, as much as RocksDB reads at once: whoever reads one event reads the others of its group. */
    public static final int MAX_BYTES = 4 << 10;

    private static final int FORMAT = 1;

    private final long firstPosition;
    private final long timeMillis;
    private final long behind;
    private final int count;
    private final byte[] value;
    private final Input events;

    private EventGroup(long firstPosition, byte[] value) {
        this.firstPosition = firstPosition;
        this.value = value;
        this.events = new Input(value);
        int format = events.readByte();
        if (format != FORMAT) {
            throw new DamagedLogException("events at " + firstPosition + " in format " + format);
        }
        this.timeMillis = events.readLong();
        this.behind = events.readVarint();
        this.count = events.readCount();
    }

    /** For one pass over its events. */
    public static EventGroup read(long firstPosition, byte[] value) {
        return new EventGroup(firstPosition, value);
    }

    /** Whether an iterator stands at a group. */
    public static boolean isAt(RocksIterator at) {
        return at.isValid() && Keys.isEvents(at.key());
    }

    /** The group that an iterator stands at, for one pass over its events. */
    public static EventGroup at(RocksIterator at) {
        return read(Keys.position(at.key()), at.value());
    }

    public long firstPosition() {
        return firstPosition;
    }

    public long lastPosition() {
        return firstPosition + count - 1;
    }

    /** The last position that was acknowledged before this group was written. */
    public long predecessor() {
        return firstPosition - behind;
    }

    public long timeMillis() {
        return timeMillis;
    }

    public int bytes() {
        return value.length;
    }

    /** Adds the events of the group that lie behind a cursor, up to another one. */
    public void addTo(List<Delivery> deliveries, long after, long through, int limit, LongFunction<String> epochAt) {
        String epoch = epochAt.apply(firstPosition);
        for (long position = firstPosition; position <= lastPosition() && position <= through; position++) {
            int length = events.readCount();
            if (position <= after) {
                events.skip(length);
            } else if (deliveries.size() < limit) {
                deliveries.add(new Delivery(epoch, position, timeMillis, readEvent(events)));
            } else {
                return;
            }
        }
    }

    /** Adds the events at ascending positions that lie in this group. */
    public void addTo(List<Delivery> deliveries, long[] positions, int from, int to, LongFunction<String> epochAt) {
        String epoch = epochAt.apply(firstPosition);
        int next = from;
        for (long position = firstPosition; next < to && position <= lastPosition(); position++) {
            int length = events.readCount();
            while (next < to && positions[next] < position) {
                next++;
            }
            if (next < to && position == positions[next]) {
                deliveries.add(new Delivery(epoch, position, timeMillis, readEvent(events)));
                next++;
            } else {
                events.skip(length);
            }
        }
    }

    private static Event readEvent(Input in) {
        try {
            Event.Builder event = Event.builder(in.readText());
            String type = in.readText();
            if (!type.isEmpty()) {
                event.type(type);
            }
            for (int names = in.readCount(); names > 0; names--) {
                String name = in.readText();
                for (int values = in.readCount(); values > 0; values--) {
                    event.attribute(name, in.readText());
                }
            }
            return event.dataUtf8(in.readBytes()).build();
        } catch (IllegalArgumentException e) {
            throw new DamagedLogException("an event is malformed: " + e.getMessage());
        }
    }

    /** Puts groups together, event by event. For one thread. */
    public static final class Writer {

        private final Output events = new Output(4 * MAX_BYTES);
        private final Output event = new Output(MAX_BYTES);
        private final Output group = new Output(4 * MAX_BYTES);
        private int count;

        /** Adds an event, unless the group is full without it. */
        public boolean add(Event next) {
            event.clear();
            event.writeText(next.topic());
            String type = next.type();
            event.writeText(type == null ? "" : type);
            event.writeVarint(next.attributeCount());
            for (int i = 0; i < next.attributeCount(); i++) {
                List<String> values = next.attributeValues(i);
                event.writeText(next.attributeName(i)).writeVarint(values.size());
                for (int j = 0; j < values.size(); j++) {
                    event.writeText(values.get(j));
                }
            }
            event.writeBytes(next.dataUtf8());
            if (count > 0 && events.length() + event.length() > MAX_BYTES) {
                return false;
            }
            events.writeVarint(event.length()).append(event);
            count++;
            return true;
        }

        public boolean isEmpty() {
            return count == 0;
        }

        /** Begins anew, whatever was added. */
        public void clear() {
            events.clear();
            count = 0;
        }

        public int count() {
            return count;
        }

        /** The group as it is stored; the next one begins. */
        public byte[] finish(long timeMillis, long behind) {
            group.clear();
            group.writeByte(FORMAT)
                    .writeLong(timeMillis)
                    .writeVarint(behind)
                    .writeVarint(count)
                    .append(events);
            clear();
            return group.toBytes();
        }
    }
}
