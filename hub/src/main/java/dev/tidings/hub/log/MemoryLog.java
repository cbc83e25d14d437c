package dev.tidings.hub.log;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.SegmentedReplayIndex.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory: as durable as the process, retained up to a number of bytes, its index included.
 * <p>
 * Appends take turns; an append has done all its work when it returns. Reading waits for nobody.
 */
public final class MemoryLog implements EventLog {

    /*
     * Segments, oldest first, of which the last is open:
     *
     *    [ events | index ] [ events | index ] [ events | index    ]
     *    ^ earliest                                     ^ head
     *
     * The head is what publishes: an append fills in events and index, then moves the head, then drops what is too much. A
     * reader takes the head first and looks at nothing beyond. Positions are given out without holes.
     */

    /** 256 MiB: half a million small events, some hours of a busy hub. */
    public static final long DEFAULT_MAX_BYTES = 256L << 20;

    private static final long MIN_MAX_BYTES = 64 << 10;

    /** 1/4: the rest is for connections and what is under way. */
    private static final int MAX_SHARE_OF_HEAP = 4;

    /** 1/32 of the bytes or of the age: what retention drops at once. */
    private static final int SEGMENTS = 32;

    private static final int MAX_SEGMENT_EVENTS = 16_384;
    private static final int MIN_SEGMENT_EVENTS = 16;

    /** The smallest event and its index entries take more than this, so that a segment is full before its slots are used up. */
    private static final int SMALLEST_EVENT_BYTES = 128;

    private static final int FOLLOW_PAGE = 512;

    private final long maxBytes;
    private final long maxSegmentBytes;
    private final int segmentEvents;
    private final @Nullable Duration retainAge;
    private final @Nullable Duration maxSegmentAge;
    private final InstantSource clock;
    private final Epochs epochs = Epochs.first();
    private final String epoch = epochs.list().get(0).name();
    private final SegmentedReplayIndex replayIndex = new SegmentedReplayIndex(this::snapshot);

    // Written under the lock, read by anybody.
    private volatile Segment[] segments;
    private volatile long head;
    private volatile long bytes;
    private volatile boolean closed;

    // Under the lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Followers followers = new Followers(lock);
    private final IdempotencyTable keys =
            new IdempotencyTable(IdempotencyTable.DEFAULT_WINDOW, IdempotencyTable.DEFAULT_CAPACITY);
    private final Deduplication deduplication = new Deduplication(keys);
    private Segment open;
    private @Nullable IllegalStateException refusal;

    private MemoryLog(Builder builder) {
        this.maxBytes = Math.min(builder.maxBytes, Runtime.getRuntime().maxMemory() / MAX_SHARE_OF_HEAP);
        this.maxSegmentBytes = maxBytes / SEGMENTS;
        this.segmentEvents = (int)
                Math.max(MIN_SEGMENT_EVENTS, Math.min(MAX_SEGMENT_EVENTS, maxSegmentBytes / SMALLEST_EVENT_BYTES));
        this.retainAge = builder.retainAge;
        this.maxSegmentAge = retainAge == null ? null : retainAge.dividedBy(SEGMENTS);
        this.clock = builder.clock;
        this.open = new Segment(epochs.list().get(0).start(), segmentEvents);
        this.head = open.before;
        this.segments = new Segment[] {open};
        this.bytes = open.bytes();
    }

    /** An empty log with the default bound. */
    public static MemoryLog open() {
        return builder().open();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<List<EventId>> append(Publication publication) {
        List<EventId> ids;
        lock.lock();
        try {
            IllegalStateException refused = refusal();
            if (refused != null) {
                return CompletableFuture.failedFuture(refused);
            }
            ids = appendLocked(publication);
        } catch (IdempotencyException e) {
            return CompletableFuture.failedFuture(e);
        } finally {
            lock.unlock();
        }
        return CompletableFuture.completedFuture(ids);
    }

    private @Nullable IllegalStateException refusal() {
        // A follower that appends would show the others its events before those that it was just given.
        return lock.getHoldCount() > 1 ? new IllegalStateException("append() was called by a follower") : refusal;
    }

    private List<EventId> appendLocked(Publication publication) {
        long now = clock.millis();
        keys.expire(now);
        Deduplication.Plan plan = deduplication.plan(publication, head + 1);
        if (!plan.fresh().isEmpty()) {
            store(plan.fresh(), now);
        }
        List<EventId> ids = new ArrayList<>(plan.positions().length);
        for (long position : plan.positions()) {
            ids.add(new EventId(epoch, position));
        }
        return Collections.unmodifiableList(ids);
    }

    private void store(List<Event> events, long now) {
        List<Delivery> deliveries = new ArrayList<>(events.size());
        long position = head;
        for (Event event : events) {
            deliveries.add(new Delivery(epoch, ++position, now, event));
        }
        try {
            fileAll(deliveries, now);
        } catch (RuntimeException | Error e) {
            // Out of memory, say. What is half written lies behind the head and must not be built upon.
            refusal = new IllegalStateException("the log could not be written to before", e);
            throw e;
        }
        // Volatile, after events and index: whoever reads this head finds everything up to it.
        head = position;
        deduplication.written(now);
        trim(now);
        followers.hand(Collections.unmodifiableList(deliveries));
    }

    private void fileAll(List<Delivery> deliveries, long nowMillis) {
        long total = bytes;
        if (isOlderThan(open, 0, maxSegmentAge, nowMillis)) {
            total += roll(head);
        }
        for (Delivery delivery : deliveries) {
            long heapBytes = delivery.heapBytes();
            if (open.isFull() || (!open.isEmpty() && open.bytes() + heapBytes > maxSegmentBytes)) {
                total += roll(delivery.position() - 1);
            }
            total += open.add(delivery, heapBytes);
        }
        bytes = total;
    }

    private long roll(long before) {
        Segment next = new Segment(before, segmentEvents);
        Segment[] known = segments;
        Segment[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = next;
        segments = more;
        open = next;
        return next.bytes();
    }

    /** Drops whole segments, oldest first: those that are too much and those that are too old. The newest event's one stays. */
    private void trim(long nowMillis) {
        Segment[] known = segments;
        long left = bytes;
        int dropped = 0;
        while (dropped < known.length - 1 && (left > maxBytes || isExpired(known[dropped], nowMillis))) {
            left -= known[dropped++].bytes();
        }
        if (dropped > 0) {
            bytes = left;
            // One write moves what is retained and what is said to be retained: earliest() is taken from it.
            segments = Arrays.copyOfRange(known, dropped, known.length);
        }
    }

    /** Whether all of a segment's events have outlived retention. */
    private boolean isExpired(Segment segment, long nowMillis) {
        return isOlderThan(segment, segment.upTo(head) - 1, retainAge, nowMillis);
    }

    private boolean isOlderThan(Segment segment, int ordinal, @Nullable Duration age, long nowMillis) {
        return age != null
                && ordinal >= 0
                && ordinal < segment.upTo(head)
                && segment.event(ordinal)
                        .time()
                        .isBefore(Instant.ofEpochMilli(nowMillis).minus(age));
    }

    /** Drops what has grown too old since the last append. Called by those who read, who do not wait for it. */
    private void trimExpired() {
        if (retainAge == null || closed || !isExpired(segments[0], clock.millis()) || !lock.tryLock()) {
            return;
        }
        try {
            if (closed) {
                return;
            }
            long now = clock.millis();
            if (!open.isEmpty() && isExpired(open, now)) {
                long before = bytes;
                bytes = before + roll(head);
            }
            trim(now);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Following follow(long after, Follower follower) {
        requireNonNull(follower, "follower");
        Followers.Followed followed = followers.prepare(follower);
        lock.lock();
        try {
            if (closed) {
                throw new LogClosedException();
            }
            if (after < earliest() || after > head) {
                throw new IllegalArgumentException("after: " + after + " (expected: " + earliest() + " to " + head
                        + ", which is what is retained)");
            }
            long cursor = after;
            while (cursor < head) {
                List<Delivery> page = read(snapshot(), cursor, FOLLOW_PAGE);
                followed.hand(page);
                cursor = page.get(page.size() - 1).position();
            }
            followers.add(followed);
        } finally {
            lock.unlock();
        }
        return followed;
    }

    @Override
    public List<Delivery> read(long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
        }
        trimExpired();
        return read(snapshot(), after, limit);
    }

    private static List<Delivery> read(Snapshot<Segment> snapshot, long after, int limit) {
        List<Delivery> page = new ArrayList<>();
        for (int i = snapshot.firstSegmentBehind(after); i < snapshot.count() && page.size() < limit; i++) {
            Segment segment = snapshot.segment(i);
            int bound = segment.upTo(snapshot.head());
            for (int ordinal = segment.upTo(after); ordinal < bound && page.size() < limit; ordinal++) {
                page.add(segment.event(ordinal));
            }
        }
        return page;
    }

    @Override
    public List<Delivery> read(long[] positions) {
        trimExpired();
        Snapshot<Segment> snapshot = snapshot();
        List<Delivery> found = new ArrayList<>(positions.length);
        for (long position : positions) {
            if (position > snapshot.segment(0).before && position <= snapshot.head()) {
                Segment segment = snapshot.segment(snapshot.firstSegmentBehind(position - 1));
                found.add(segment.event(segment.upTo(position) - 1));
            }
        }
        return found;
    }

    private Snapshot<Segment> snapshot() {
        // The head first: it publishes what is read afterwards. But what retention leaves may lie behind that head by
        // then;
        // retention comes after the append that calls for it, so that the head as it is now reaches it.
        while (true) {
            long end = head;
            Segment[] known = segments;
            // Afterwards: close() says so before it takes the segments away.
            if (closed) {
                throw new LogClosedException();
            }
            if (known[0].before <= end) {
                return new Snapshot<>(Arrays.asList(known), end);
            }
        }
    }

    @Override
    public long earliest() {
        trimExpired();
        return segments[0].before;
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public Epochs epochs() {
        return epochs;
    }

    @Override
    public ReplayIndex replayIndex() {
        return replayIndex;
    }

    /** What is retained takes of the heap, in bytes: events, segments and index; an estimate that errs upwards. */
    public long bytes() {
        return bytes;
    }

    /** The bound on {@link #bytes()}. Only an append that is larger than a segment can go beyond it, by what it is larger. */
    public long maxBytes() {
        return maxBytes;
    }

    @Override
    public LogUse use() {
        return new LogUse(bytes, maxBytes, oldestMillis(), keys.size(), keys.capacity(), -1, -1);
    }

    private long oldestMillis() {
        // The head first, as for a snapshot: events up to it are there to be read.
        long end = head;
        Segment oldest = segments[0];
        return oldest.upTo(end) > 0 ? oldest.event(0).timeMillis() : -1;
    }

    /** Lets the events go. What is said to be retained stays as it was: nobody shall take the end for retention. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            refusal = new LogClosedException();
            followers.clear();
            open = new Segment(segments[0].before, MIN_SEGMENT_EVENTS);
            bytes = open.bytes();
            segments = new Segment[] {open};
        } finally {
            lock.unlock();
        }
    }

    /** How a {@link MemoryLog} is opened. For one thread. */
    public static final class Builder {

        private long maxBytes = DEFAULT_MAX_BYTES;
        private @Nullable Duration retainAge;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /** How much of the heap the log may take, at least 64 KiB; at most 1/4 of the heap is used. */
        public Builder maxBytes(long bytes) {
            maxBytes = bytes;
            return this;
        }

        /** Events older than this are dropped too, a segment at a time. Without it age does not matter. */
        public Builder retainAge(Duration age) {
            retainAge = requireNonNull(age, "age");
            return this;
        }

        /** Where the time of events comes from. */
        public Builder clock(InstantSource source) {
            clock = requireNonNull(source, "source");
            return this;
        }

        /** An empty log, in a new epoch. */
        public MemoryLog open() {
            if (maxBytes < MIN_MAX_BYTES) {
                throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= " + MIN_MAX_BYTES + ")");
            }
            if (retainAge != null && (retainAge.isNegative() || retainAge.isZero())) {
                throw new IllegalArgumentException("retainAge: " + retainAge + " (expected: > 0)");
            }
            return new MemoryLog(this);
        }
    }
}
