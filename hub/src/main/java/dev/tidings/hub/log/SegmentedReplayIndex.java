package dev.tidings.hub.log;

import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.replay.OrdinalCursor;
import dev.tidings.hub.replay.ReplayCost;
import dev.tidings.hub.replay.SegmentLists;
import dev.tidings.hub.replay.SegmentQuery;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The lists of a log's segments as one index, for logs that give out positions one by one.
 * <p>
 * Safe for any thread.
 */
public final class SegmentedReplayIndex implements ReplayIndex {

    /** How many of the newest events are looked at first for the newest matches; then twice as many, and so on. */
    private static final int FIRST_WINDOW = 256;

    private final Supplier<? extends Snapshot<?>> log;
    private final ReplayCost.Total cost = new ReplayCost.Total();

    /** @param log says what there is at the moment */
    public SegmentedReplayIndex(Supplier<? extends Snapshot<?>> log) {
        this.log = log;
    }

    /** What all queries have cost so far. */
    public ReplayCost.Total cost() {
        return cost;
    }

    @Override
    public Matches matches(Subscription subscription, long after, long through, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
        }
        Snapshot<?> snapshot = log.get();
        long end = Math.min(through, snapshot.head());
        Positions found = new Positions(limit);
        ReplayCost spent = new ReplayCost();
        for (int i = snapshot.firstSegmentBehind(after); i < snapshot.count() && !found.isFull(); i++) {
            IndexedSegment segment = snapshot.segment(i);
            collect(segment, subscription, segment.upTo(after), segment.upTo(end), found, spent);
        }
        cost.add(spent);
        return new Matches(found.toArray(), found.isFull() ? found.last() : Math.max(after, end));
    }

    @Override
    public long beforeNewest(Subscription subscription, long through, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
        }
        Snapshot<?> snapshot = log.get();
        long end = Math.min(through, snapshot.head());
        ReplayCost spent = new ReplayCost();
        long cursor = end;
        int wanted = count;
        for (int i = snapshot.count() - 1; i >= 0 && wanted > 0; i--) {
            IndexedSegment segment = snapshot.segment(i);
            Positions newest = newest(segment, subscription, segment.upTo(end), wanted, spent);
            if (newest.size() > 0) {
                int first = Math.max(0, newest.size() - wanted);
                wanted -= newest.size() - first;
                // The place right before it: in this log nothing lies between two neighbours.
                cursor = newest.get(first) - 1;
            }
        }
        cost.add(spent);
        return cursor;
    }

    /** All matches of the smallest window at a segment's end that has enough of them, or of the whole segment. */
    private static Positions newest(
            IndexedSegment segment, Subscription subscription, int bound, int wanted, ReplayCost spent) {
        long window = Math.max(FIRST_WINDOW, wanted);
        while (true) {
            int from = (int) Math.max(0, bound - window);
            Positions found = new Positions(Integer.MAX_VALUE);
            collect(segment, subscription, from, bound, found, spent);
            if (found.size() >= wanted || from == 0) {
                return found;
            }
            window *= 2;
        }
    }

    private static void collect(
            IndexedSegment segment, Subscription subscription, int from, int bound, Positions found, ReplayCost spent) {
        if (from >= bound) {
            return;
        }
        try (SegmentLists lists = segment.lists()) {
            OrdinalCursor cursor = lists == null ? null : new SegmentQuery(lists, bound, spent).cursor(subscription);
            if (cursor == null) {
                return;
            }
            int ordinal = cursor.next(from);
            while (ordinal < bound && !found.isFull()) {
                found.add(segment.before() + 1 + ordinal);
                ordinal = cursor.next(ordinal + 1);
            }
        }
    }

    /**
     * What a reader goes by: segments that do not change below the head.
     *
     * @param segments oldest first, at least one
     * @param head the last cursor that may be looked at
     */
    public record Snapshot<S extends IndexedSegment>(List<S> segments, long head) {

        public int count() {
            return segments.size();
        }

        public S segment(int index) {
            return segments.get(index);
        }

        /** The index of the segment in which the first retained event behind the cursor lies, if there is one. */
        public int firstSegmentBehind(long cursor) {
            int low = 0;
            int high = segments.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (segments.get(middle).before() <= cursor) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
    }

    /** A growing array of positions. */
    private static final class Positions {

        private final int limit;
        private long[] array = new long[16];
        private int size;

        Positions(int limit) {
            this.limit = limit;
        }

        void add(long position) {
            if (size == array.length) {
                array = Arrays.copyOf(array, size * 2);
            }
            array[size++] = position;
        }

        boolean isFull() {
            return size == limit;
        }

        int size() {
            return size;
        }

        long get(int index) {
            return array[index];
        }

        long last() {
            return array[size - 1];
        }

        long[] toArray() {
            return Arrays.copyOf(array, size);
        }
    }
}
