package dev.tidings.log.rocksdb;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.log.IndexedSegment;
import dev.tidings.hub.replay.MemoryLists;
import dev.tidings.hub.replay.SegmentLists;
import dev.tidings.log.rocksdb.store.EventGroup;
import dev.tidings.log.rocksdb.store.Keys;
import dev.tidings.log.rocksdb.store.RocksErrors;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import dev.tidings.log.rocksdb.store.StoredLists;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksIterator;

/**
 * A run of events and their lists, in a column family of its own.
 * <p>
 * The committing thread adds; any thread reads. The log's head is what publishes events and lists: a reader that has read it sees
 * what lies up to it.
 */
final class Segment implements IndexedSegment {
    /*
     *   OPEN ──rolled──> SEALED ──lists written──> STORED ──retention──> RETIRED
     *   lists in memory            lists in memory, dropped when they are stored
     *
     * Its column family is closed when the log has retired it and the last reader has left.
     */

    private final RocksStore store;
    private final ColumnFamilyHandle family;
    private final long number;
    private final long before;

    // Under the commit lock.
    private boolean dropping;

    // The log's own use counts too.
    private final AtomicInteger users = new AtomicInteger(1);

    // Written by the committing thread, or under the commit lock; read by any thread.
    private volatile @Nullable MemoryLists memory;
    private volatile long lastPosition;
    private volatile long firstMillis = Long.MAX_VALUE;
    private volatile long lastMillis = Long.MIN_VALUE;
    private volatile long eventBytes;
    private volatile long listBytes;

    /** A segment without events, whose lists are kept in memory. */
    Segment(RocksStore store, ColumnFamilyHandle family, long number, long before) {
        this.store = store;
        this.family = family;
        this.number = number;
        this.before = before;
        this.lastPosition = before;
        this.memory = new MemoryLists();
        this.listBytes = MemoryLists.EMPTY_BYTES;
    }

    /** A segment whose lists are stored. */
    Segment(RocksStore store, ColumnFamilyHandle family, SegmentFacts facts) {
        this.store = store;
        this.family = family;
        this.number = facts.number();
        this.before = facts.before();
        this.lastPosition = facts.lastPosition();
        this.firstMillis = facts.firstMillis();
        this.lastMillis = facts.lastMillis();
        this.eventBytes = facts.eventBytes();
        this.listBytes = facts.listBytes();
    }

    long number() {
        return number;
    }

    ColumnFamilyHandle family() {
        return family;
    }

    @Override
    public long before() {
        return before;
    }

    /** The position of its last event, or the place before its first. */
    long lastPosition() {
        return lastPosition;
    }

    boolean isEmpty() {
        return lastPosition == before;
    }

    long firstMillis() {
        return firstMillis;
    }

    long lastMillis() {
        return lastMillis;
    }

    /** What it takes of the disk, about. */
    long bytes() {
        return eventBytes + listBytes;
    }

    /** What its lists take of the heap. */
    long heapBytes() {
        return memory == null ? 0 : listBytes;
    }

    long eventBytes() {
        return eventBytes;
    }

    long listBytes() {
        return listBytes;
    }

    boolean isStored() {
        return memory == null;
    }

    @Override
    public int upTo(long cursor) {
        return (int) Math.max(0, Math.min(cursor, lastPosition) - before);
    }

    // For the committing thread.

    /** Files an event that is stored, or about to be. */
    void file(Event event, long position, long millis) {
        MemoryLists lists = memory;
        if (lists == null) {
            throw new IllegalStateException("segment " + number + " is sealed");
        }
        long grown = listBytes + lists.add(event, (int) (position - before - 1));
        listBytes = grown;
        if (isEmpty()) {
            firstMillis = millis;
        }
        lastMillis = Math.max(lastMillis, millis);
        lastPosition = position;
    }

    void countBytes(int more) {
        long grown = eventBytes + more;
        eventBytes = grown;
    }

    // Under the commit lock.

    /** Its column family is about to go: nothing is written to it any more. */
    void dropping() {
        dropping = true;
    }

    boolean isDropping() {
        return dropping;
    }

    // For the thread that looks after segments.

    /** The lists in memory; null if they are stored. */
    @Nullable
    MemoryLists memoryLists() {
        return memory;
    }

    /** The lists have been stored: those in memory are for readers that have them already. */
    void stored(long bytes) {
        listBytes = bytes;
        memory = null;
    }

    /** No longer the log's: closed when the last reader leaves. */
    void retire() {
        release();
    }

    // For any thread.

    /** What there is to know of it, with lists of so many bytes. */
    SegmentFacts facts(long listsBytes) {
        return new SegmentFacts(number, before, lastPosition, firstMillis, lastMillis, eventBytes, listsBytes);
    }

    @Override
    public @Nullable SegmentLists lists() {
        MemoryLists lists = memory;
        if (lists != null) {
            return lists;
        }
        return acquire() ? new StoredLists(store, family, this::release) : null;
    }

    /** Adds events behind a cursor, up to another one. Nothing if the segment has been retired. */
    void read(long after, long through, int limit, LongFunction<String> epochAt, List<Delivery> found) {
        if (!acquire()) {
            return;
        }
        try (RocksIterator groups = iterator()) {
            seekGroup(groups, after + 1);
            while (found.size() < limit && EventGroup.isAt(groups) && Keys.position(groups.key()) <= through) {
                EventGroup.at(groups).addTo(found, after, through, limit, epochAt);
                groups.next();
            }
            RocksErrors.check(groups);
        } finally {
            release();
        }
    }

    /** Adds the events at ascending positions; those that are not here are left out. Returns how many values it has read. */
    int read(long[] positions, int from, int to, LongFunction<String> epochAt, List<Delivery> found) {
        if (!acquire()) {
            return 0;
        }
        int values = 0;
        try (RocksIterator groups = iterator()) {
            int next = from;
            while (next < to) {
                seekGroup(groups, positions[next]);
                RocksErrors.check(groups);
                if (!EventGroup.isAt(groups)) {
                    break;
                }
                EventGroup group = EventGroup.at(groups);
                values++;
                int end = next;
                while (end < to && positions[end] <= group.lastPosition()) {
                    end++;
                }
                group.addTo(found, positions, next, end, epochAt);
                next = Math.max(end, next + 1);
            }
        } finally {
            release();
        }
        return values;
    }

    /** An iterator over everything in here. The caller holds the segment, and closes it. */
    RocksIterator iterator() {
        return store.db().newIterator(family, store.readOptions());
    }

    /** Moves to the group that holds a position, or to the first one. */
    private static void seekGroup(RocksIterator groups, long position) {
        groups.seekForPrev(Keys.events(position));
        if (!EventGroup.isAt(groups)) {
            groups.seek(Keys.events(0));
        }
    }

    /** Holds the segment open, until {@link #release}; false if it has been retired. */
    boolean acquire() {
        int count = users.get();
        while (count > 0) {
            if (users.compareAndSet(count, count + 1)) {
                return true;
            }
            count = users.get();
        }
        return false;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            store.closeSegment(family);
        }
    }
}
