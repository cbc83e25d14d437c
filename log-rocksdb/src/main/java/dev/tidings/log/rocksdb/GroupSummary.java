package dev.tidings.log.rocksdb;

/** What the groups of one segment come to. For one thread. */
final class GroupSummary {

    private long predecessor = -1;
    private long first;
    private long last;
    private long count;
    private long firstMillis;
    private long lastMillis = Long.MIN_VALUE;
    private long bytes;

    /** Adds the next group. */
    void add(int keyBytes, EventGroup group) {
        if (isEmpty()) {
            predecessor = group.predecessor();
            first = group.firstPosition();
            firstMillis = group.timeMillis();
        }
        last = group.lastPosition();
        count += last - group.firstPosition() + 1;
        lastMillis = Math.max(lastMillis, group.timeMillis());
        bytes += keyBytes + group.bytes();
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The last position that was acknowledged before the first group. */
    long predecessor() {
        return predecessor;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    long count() {
        return count;
    }

    /** Not with lists. */
    SegmentFacts facts(long number, long before) {
        return new SegmentFacts(number, before, last, firstMillis, lastMillis, bytes, 0);
    }
}
