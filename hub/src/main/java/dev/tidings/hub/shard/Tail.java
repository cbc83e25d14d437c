package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest part of a log, in memory and bounded by bytes.
 * <p>
 * One thread at a time appends: the log's follower. Any number of threads read, each with a {@link Cursor} of its own; nobody
 * waits for anybody.
 */
final class Tail {

    /*
     * Chunks in a chain, and the same chunks in an array for look-ups by position:
     *
     *    chunks:        [  B   ,   C   ,   D  ]         copied when a chunk comes or goes
     *                      |       |       |
     *    A --> EVICTED     B ----> C ----> D --> null   "next" tells where the chain goes on
     *
     * A chunk is closed once "next" is set: its count does not change any more. Eviction replaces "next" of the oldest chunk by
     * EVICTED. So the end of a chunk is either the head (null), the way on, or an end that no reader can take for the head;
     * and a reader that lags behind keeps one chunk from being collected, not the chain.
     */

    /** 64 MiB: some hundred thousand events, which a shard that falls behind for seconds still finds here. */
    static final long DEFAULT_BYTES = 64L << 20;

    private static final long MIN_BYTES = 64 << 10;

    /** 1/8: the tail must not be what fills the heap. */
    private static final int MAX_SHARE_OF_HEAP = 8;

    /** 1/16: what eviction drops at once. */
    private static final int CHUNKS = 16;

    private static final int MAX_CHUNK_EVENTS = 512;
    private static final int MIN_CHUNK_EVENTS = 16;

    /** The smallest event takes more than this, so that a chunk of small events is full before its slots are used up. */
    private static final int SMALLEST_EVENT_BYTES = 128;

    /** A reference in a chunk, not compressed, and the time beside it. */
    private static final int SLOT_BYTES = 16;

    private static final int CHUNK_BYTES = 128;

    private static final Chunk EVICTED = new Chunk(0, 0, 0);

    private final Ticker ticker;
    private final long maxBytes;
    private final long maxChunkBytes;
    private final int chunkEvents;

    // Written by the follower, read by anybody.
    private volatile Chunk[] chunks;
    private volatile long head;
    private volatile long appended;
    private volatile long bytes;

    // The follower's.
    private Chunk open;

    /**
     * @param maxBytes at least 64 KiB; of more than 1/8 of the heap, 1/8 of the heap is used
     * @param head the cursor behind which the first event to be appended lies
     */
    Tail(long maxBytes, long head, Ticker ticker) {
        if (maxBytes < MIN_BYTES) {
            throw new IllegalArgumentException("tailBytes: " + maxBytes + " (expected: >= " + MIN_BYTES + ")");
        }
        this.ticker = ticker;
        this.maxBytes = Math.min(maxBytes, Runtime.getRuntime().maxMemory() / MAX_SHARE_OF_HEAP);
        this.maxChunkBytes = this.maxBytes / CHUNKS;
        this.chunkEvents =
                (int) Math.max(MIN_CHUNK_EVENTS, Math.min(MAX_CHUNK_EVENTS, maxChunkBytes / SMALLEST_EVENT_BYTES));
        this.head = head;
        this.open = new Chunk(head, 0, chunkEvents);
        this.chunks = new Chunk[] {open};
        this.bytes = open.bytes;
    }

    /** Takes the next events of the log. For the log's follower only. */
    void append(List<Delivery> events) {
        if (events.isEmpty()) {
            return;
        }
        Chunk chunk = open;
        int count = chunk.count;
        long total = bytes;
        long now = ticker.nanos();
        for (int i = 0; i < events.size(); i++) {
            Delivery event = events.get(i);
            long eventBytes = event.heapBytes();
            if (count == chunk.events.length || (count > 0 && chunk.bytes + eventBytes > maxChunkBytes)) {
                publish(chunk, count);
                chunk = roll(chunk, count);
                count = 0;
                total += chunk.bytes;
            }
            chunk.appendedNanos[count] = now;
            chunk.events[count++] = event;
            chunk.bytes += eventBytes;
            total += eventBytes;
        }
        publish(chunk, count);
        evict(total);
        appended = chunk.firstSequence + count;
        // Last: whoever sees this head finds the events up to it.
        head = events.get(events.size() - 1).position();
    }

    private static void publish(Chunk chunk, int count) {
        // Release: a reader that sees the count sees the events below it.
        Chunk.COUNT.setRelease(chunk, count);
    }

    private Chunk roll(Chunk full, int count) {
        Chunk next = new Chunk(full.events[count - 1].position(), full.firstSequence + count, chunkEvents);
        Chunk[] known = chunks;
        Chunk[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = next;
        chunks = more;
        // Volatile, after the full chunk's count: a reader that sees that the chain goes on then reads the final count.
        full.next = next;
        open = next;
        return next;
    }

    private void evict(long total) {
        Chunk[] known = chunks;
        int dropped = 0;
        while (total > maxBytes && dropped < known.length - 1) {
            total -= known[dropped++].bytes;
        }
        bytes = total;
        if (dropped > 0) {
            chunks = Arrays.copyOfRange(known, dropped, known.length);
            for (int i = 0; i < dropped; i++) {
                // After the array: a reader that finds the chain cut finds the array that begins behind the cut.
                known[i].next = EVICTED;
            }
        }
    }

    /** The position of the newest event, or where the tail began. Whoever sees it finds the events up to it. */
    long head() {
        return head;
    }

    /** How many events were ever appended: the {@link Cursor#sequence()} of a cursor at the head. */
    long appended() {
        return appended;
    }

    /** The cursor behind which everything is here. Only ever grows. */
    long earliest() {
        return chunks[0].before;
    }

    /** What the events and the chunks that hold them take of the heap, in bytes. */
    long bytes() {
        return bytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    /** How long ago the event behind so many others was appended; 0 if there is none, or none any more. */
    long nanosSince(long sequence) {
        for (Chunk chunk : chunks) {
            long index = sequence - chunk.firstSequence;
            if (index >= 0 && index < chunk.countAcquire()) {
                return ticker.nanos() - chunk.appendedNanos[(int) index];
            }
        }
        return 0;
    }

    /** A cursor behind the newest event. */
    Cursor cursorAtHead() {
        Chunk[] known = chunks;
        Chunk last = known[known.length - 1];
        return new Cursor(last, last.countAcquire());
    }

    /** A cursor behind the given one; null if the tail does not reach back that far. */
    @Nullable
    Cursor cursorAfter(long after) {
        Chunk[] known = chunks;
        if (after < known[0].before) {
            return null;
        }
        Chunk chunk = known[indexOfChunkBehind(known, after)];
        return new Cursor(chunk, chunk.firstBehind(after));
    }

    /** The event at this very position; null if there is none here. */
    @Nullable
    Delivery find(long position) {
        Chunk[] known = chunks;
        if (position <= known[0].before) {
            return null;
        }
        Chunk chunk = known[indexOfChunkBehind(known, position - 1)];
        int index = chunk.firstBehind(position - 1);
        if (index == chunk.countAcquire()) {
            return null;
        }
        Delivery found = chunk.events[index];
        return found.position() == position ? found : null;
    }

    /** The last chunk that begins at or before the cursor. */
    private static int indexOfChunkBehind(Chunk[] known, long cursor) {
        int low = 0;
        int high = known.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (known[middle].before <= cursor) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /**
     * One reader's place between two events. For one thread at a time.
     * <p>
     * Goes from event to event without a hole, until eviction has dropped one that it has not read: then it has fallen off and
     * stays so.
     */
    final class Cursor {

        private Chunk chunk;
        private int index;

        // What is known of the chunk's count: saves an ordered read per event.
        private int count;
        private boolean fellOff;

        private Cursor(Chunk chunk, int index) {
            this.chunk = chunk;
            this.index = index;
        }

        /** The next event; null at the head, and for good after falling off. */
        @Nullable
        Delivery peek() {
            if (index < count || findMore()) {
                return chunk.events[index];
            }
            return null;
        }

        /** Goes over the event that {@link #peek()} returned. */
        void advance() {
            if (index >= count) {
                throw new IllegalStateException("advance() without an event from peek()");
            }
            index++;
        }

        /** When the event that {@link #peek()} returned was appended to the tail. */
        long appendedNanos() {
            return chunk.appendedNanos[index];
        }

        /** Whether events behind this cursor were dropped before it read them. {@link #peek()} is what finds out. */
        boolean fellOff() {
            return fellOff;
        }

        /** The cursor value in the log: the position of the event this has last gone over, or where it began. */
        long position() {
            return index == 0 ? chunk.before : chunk.events[index - 1].position();
        }

        /** How many events were appended before this place; the difference of two is the number of events between them. */
        long sequence() {
            return chunk.firstSequence + index;
        }

        private boolean findMore() {
            while (!fellOff) {
                // In this order: once the chain goes on, the count that is read afterwards is final.
                Chunk next = chunk.next;
                count = chunk.countAcquire();
                if (index < count) {
                    return true;
                }
                if (next == null) {
                    return false;
                }
                if (next == EVICTED) {
                    // This place may be where the tail now begins: then nothing was missed.
                    next = chunks[0];
                    if (next.firstSequence != sequence()) {
                        fellOff = true;
                        return false;
                    }
                }
                chunk = next;
                index = 0;
                count = 0;
            }
            return false;
        }
    }

    /** Some hundred events side by side. Written by the follower, read by anybody. */
    private static final class Chunk {

        static final VarHandle COUNT;

        static {
            try {
                COUNT = MethodHandles.lookup().findVarHandle(Chunk.class, "count", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        final long before;
        final long firstSequence;
        final Delivery[] events;

        /** When each of them was appended to the tail. */
        final long[] appendedNanos;

        volatile @Nullable Chunk next;

        // Read by others with countAcquire() only.
        private int count;

        // The follower's.
        long bytes;

        Chunk(long before, long firstSequence, int capacity) {
            this.before = before;
            this.firstSequence = firstSequence;
            this.events = new Delivery[capacity];
            this.appendedNanos = new long[capacity];
            this.bytes = CHUNK_BYTES + (long) SLOT_BYTES * capacity;
        }

        int countAcquire() {
            // Acquire: pairs with the release in publish(), so that the events below the count are seen whole.
            return (int) COUNT.getAcquire(this);
        }

        /** The index of the first event behind a cursor; the count if there is none yet. */
        int firstBehind(long cursor) {
            int low = 0;
            int high = countAcquire();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (events[middle].position() <= cursor) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
