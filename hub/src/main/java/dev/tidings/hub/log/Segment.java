package dev.tidings.hub.log;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.replay.MemoryLists;
import dev.tidings.hub.replay.SegmentLists;

/**
 * A run of events of a {@link MemoryLog} and their index, which are dropped together. An event's ordinal is its place in here.
 * <p>
 * One writer, any number of readers. What was added is for readers once the log's head has reached it: the head is what publishes
 * both events and index.
 */
final class Segment implements IndexedSegment {

    /** A reference to an event, not compressed. */
    private static final int SLOT_BYTES = 8;

    private static final int SEGMENT_BYTES = 64;

    /** The cursor before the first event. */
    final long before;

    private final Delivery[] events;
    private final MemoryLists index = new MemoryLists();

    // Written before the head, so that who has read the head sees at least what belongs to it.
    private int size;

    // The writer's.
    private long bytes;

    Segment(long before, int capacity) {
        this.before = before;
        this.events = new Delivery[capacity];
        this.bytes = SEGMENT_BYTES + MemoryLists.EMPTY_BYTES + (long) SLOT_BYTES * capacity;
    }

    // For the writer.

    boolean isFull() {
        return size == events.length;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds the next event and says by how many bytes this has grown. */
    long add(Delivery event, long heapBytes) {
        long grown = heapBytes + index.add(event.event(), size);
        events[size++] = event;
        bytes += grown;
        return grown;
    }

    long bytes() {
        return bytes;
    }

    // For anybody.

    @Override
    public long before() {
        return before;
    }

    @Override
    public int upTo(long cursor) {
        return (int) Math.max(0, Math.min(size, cursor - before));
    }

    @Override
    public SegmentLists lists() {
        return index;
    }

    Delivery event(int ordinal) {
        return events[ordinal];
    }
}
