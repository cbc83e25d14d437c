package dev.tidings.log.rocksdb.store;

/** What the groups of one segment come to. For one thread. */
public final class GroupSummary {

    private long predecessor = -1;
    private long first;
    private long last;
    private long count;
    private long firstMillis;
    private long lastMillis = Long.MIN_VALUE;
    private long bytes;

    /** Adds the next group. */
    public void add(int keyBytes, EventGroup group) {
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

    public boolean isEmpty() {
        return count == 0;
    }

    /** The last position that was acknowledged before the first group. */
    public long predecessor() {
        return predecessor;
    }

    public long first() {
        return first;
    }

    public long last() {
        return last;
    }

    public long count() {
        return count;
    }

    /** Not with lists. */
    public SegmentFacts facts(long number, long before) {
        return new SegmentFacts(number, before, last, firstMillis, lastMillis, bytes, 0);
    }
}
