package dev.tidings.log.rocksdb;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.log.SegmentedReplayIndex.Snapshot;
import dev.tidings.log.rocksdb.store.RocksStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;

/**
 * The segments of a log, oldest first, of which the last is open; when the next one begins, and which are too much.
 * <p>
 * Changed under the commit lock, read by any thread.
 */
final class Segments {

    private final RocksStore store;
    private final ReentrantLock commitLock;
    private final Retention retention;

    // Written under the commit lock, read by any thread.
    private volatile List<Segment> list;
    private volatile long head;

    // Filled by the thread that makes it, emptied under the commit lock.
    private volatile @Nullable Spare spare;

    // Under the commit lock.
    private final Deque<Segment> dropped = new ArrayDeque<>();

    /** A column family for the segment after the open one: made ahead, since that waits for the disk. */
    record Spare(long number, ColumnFamilyHandle family) {}

    /** @param found at least one, of which the last is open */
    Segments(RocksStore store, ReentrantLock commitLock, Retention retention, List<Segment> found, long head) {
        this.store = store;
        this.commitLock = commitLock;
        this.retention = retention;
        this.list = List.copyOf(found);
        this.head = head;
    }

    // For any thread.

    long head() {
        return head;
    }

    long earliest() {
        return list.get(0).before();
    }

    List<Segment> list() {
        return list;
    }

    Segment open() {
        List<Segment> known = list;
        return known.get(known.size() - 1);
    }

    Snapshot<Segment> snapshot() {
        // The head first: it publishes what is read afterwards. What retention leaves may lie behind that head by then.
        while (true) {
            long end = head;
            List<Segment> known = list;
            if (known.get(0).before() <= end) {
                return new Snapshot<>(known, end);
            }
        }
    }

    /** What all of them take of the disk, about. */
    long bytes() {
        List<Segment> known = list;
        long sum = 0;
        for (int i = 0; i < known.size(); i++) {
            sum += known.get(i).bytes();
        }
        return sum;
    }

    /** How much they may take. */
    long maxBytes() {
        return retention.bytes();
    }

    /** Whether retention would drop the oldest one for its age. */
    boolean hasExpired(long nowMillis) {
        List<Segment> known = list;
        return known.size() == 1
                ? retention.isExpired(known.get(0), nowMillis)
                : retention.isExpired(known.get(0), known.get(1), nowMillis);
    }

    /** The next segment is there. The thread that makes it. */
    void spare(Spare made) {
        spare = made;
    }

    boolean hasSpare() {
        return spare != null;
    }

    // Under the commit lock.

    /** Files events that are stored, and then publishes them by the head. */
    void publish(List<Delivery> deliveries) {
        Segment open = open();
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery delivery = deliveries.get(i);
            Event event = delivery.event();
            open.file(event, delivery.position(), delivery.timeMillis());
        }
        head = deliveries.get(deliveries.size() - 1).position();
    }

    /** Whether the open segment has had enough. */
    boolean isFull(long nowMillis) {
        return retention.isFull(open(), nowMillis);
    }

    /** Whether the next segment has to begin before much more is appended. Any thread. */
    boolean isOverdue() {
        return retention.isOverdue(open());
    }

    /** Begins the next segment, if there is one to begin. */
    boolean roll() {
        Spare next = spare;
        if (next == null) {
            return false;
        }
        spare = null;
        List<Segment> more = new ArrayList<>(list);
        more.add(new Segment(store, next.family(), next.number(), open().lastPosition()));
        list = List.copyOf(more);
        return true;
    }

    /** Takes out of the list what is too much or too old: from now on it is not retained. */
    void trim(long nowMillis) {
        if (retention.isExpired(open(), nowMillis)) {
            roll();
        }
        List<Segment> known = list;
        long left = bytes();
        int count = 0;
        while (count < known.size() - 1
                && (retention.isTooMuch(left, known.get(count))
                        || retention.isExpired(known.get(count), known.get(count + 1), nowMillis))) {
            left -= known.get(count).bytes();
            dropped.addLast(known.get(count));
            count++;
        }
        if (count > 0) {
            list = List.copyOf(known.subList(count, known.size()));
        }
    }

    /** The first that was taken out and still lies on the disk; null if there is none. */
    @Nullable
    Segment firstDropped() {
        return dropped.peekFirst();
    }

    void removeDropped(Segment segment) {
        dropped.remove(segment);
    }

    /** For the end: what was taken out and still lies on the disk. */
    List<Segment> dropped() {
        return List.copyOf(dropped);
    }

    ReentrantLock commitLock() {
        return commitLock;
    }
}
