package dev.tidings.log.rocksdb;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.log.SegmentedReplayIndex.Snapshot;
import java.time.Duration;
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

    /** 1/16 of the bytes or of the age: both bounds together make at most 32 segments. It is what retention drops at once. */
    private static final int PARTS = 16;

    /** 4: a segment may grow so many times too large before appends wait for the next one. */
    private static final int OVERDUE = 4;

    /** 16 KiB: a column family costs more than fewer bytes are worth. */
    private static final long MIN_SEGMENT_BYTES = 16 << 10;

    /** 1 GiB: so that a segment is at most some dozen files. */
    private static final long MAX_SEGMENT_BYTES = 1L << 30;

    /** 128 MiB, at most 1/32 of the heap: the lists of the open segment, and again of one that is being written down. */
    private static final long MAX_LISTS_BYTES =
            Math.min(128L << 20, Math.max(1L << 20, Runtime.getRuntime().maxMemory() / 32));

    private final RocksStore store;
    private final ReentrantLock commitLock;
    private final long retainBytes;
    private final long segmentBytes;
    private final @Nullable Duration retainAge;

    // Written under the commit lock, read by any thread.
    private volatile List<Segment> list;
    private volatile long head;

    // Under the commit lock.
    private @Nullable Spare spare;
    private final Deque<Segment> dropped = new ArrayDeque<>();

    /** A column family for the segment after the open one: made ahead, since that waits for the disk. */
    record Spare(long number, ColumnFamilyHandle family) {}

    /** @param found at least one, of which the last is open */
    Segments(
            RocksStore store,
            ReentrantLock commitLock,
            long retainBytes,
            @Nullable Duration retainAge,
            List<Segment> found,
            long head) {
        this.store = store;
        this.commitLock = commitLock;
        this.retainBytes = retainBytes;
        this.segmentBytes = Math.max(MIN_SEGMENT_BYTES, Math.min(MAX_SEGMENT_BYTES, retainBytes / PARTS));
        this.retainAge = retainAge;
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
        return list.stream().mapToLong(Segment::bytes).sum();
    }

    /** Whether retention would drop the oldest one for its age. */
    boolean hasExpired(long nowMillis) {
        return isExpired(list.get(0), nowMillis);
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

    boolean needsSpare() {
        return spare == null;
    }

    void spare(Spare made) {
        spare = made;
    }

    @Nullable
    Spare spare() {
        return spare;
    }

    /** The number for a new segment. */
    long nextNumber() {
        return open().number() + 1;
    }

    /** Whether the open segment has had enough, and the next one can begin. */
    boolean isFull(long nowMillis) {
        Segment open = open();
        return !open.isEmpty()
                && (open.bytes() >= segmentBytes
                        || open.heapBytes() >= MAX_LISTS_BYTES
                        || (retainAge != null && open.firstMillis() <= nowMillis - retainAge.toMillis() / PARTS));
    }

    /** Whether the open segment is so much too large that what is retained would be far too much. Any thread. */
    boolean isOverdue() {
        return open().bytes() >= OVERDUE * segmentBytes;
    }

    /** Begins the next segment, if there is one to begin. */
    boolean roll() {
        Spare next = spare;
        if (next == null) {
            return false;
        }
        spare = null;
        List<Segment> more = new ArrayList<>(list);
        more.add(new Segment(store, next.family(), next.number(), head));
        list = List.copyOf(more);
        return true;
    }

    /** Takes out of the list what is too much or too old: from now on it is not retained. */
    void trim(long nowMillis) {
        if (isExpired(open(), nowMillis)) {
            roll();
        }
        List<Segment> known = list;
        long left = bytes();
        int count = 0;
        while (count < known.size() - 1
                && (isTooMuch(left, known.get(count)) || isExpired(known.get(count), nowMillis))) {
            left -= known.get(count).bytes();
            dropped.addLast(known.get(count));
            count++;
        }
        if (count > 0) {
            list = List.copyOf(known.subList(count, known.size()));
        }
    }

    /** A segment that has grown too large stays until there is about enough without it. */
    private boolean isTooMuch(long bytes, Segment oldest) {
        return bytes > retainBytes && bytes - oldest.bytes() >= retainBytes / 2;
    }

    private boolean isExpired(Segment segment, long nowMillis) {
        return retainAge != null && !segment.isEmpty() && segment.lastMillis() < nowMillis - retainAge.toMillis();
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
