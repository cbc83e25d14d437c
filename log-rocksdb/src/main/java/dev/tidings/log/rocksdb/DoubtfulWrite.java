package dev.tidings.log.rocksdb;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * A write that failed, and may be there after a crash all the same: its publishers were told that it was not published, and
 * subscribers have gone past its positions. The next write that succeeds takes it back.
 * <p>
 * Holds its segment, so that the segment can still be written to then. For one thread.
 */
final class DoubtfulWrite {

    private final Segment segment;
    private final List<byte[]> groups;
    private final byte[] keys;

    private DoubtfulWrite(Segment segment, List<byte[]> groups, byte[] keys) {
        this.segment = segment;
        this.groups = List.copyOf(groups);
        this.keys = keys;
    }

    /**
     * Remembers a write.
     *
     * @param segment the open one
     * @param groups the keys of its groups of events
     * @param firstPosition under which its idempotency keys would be
     */
    static List<DoubtfulWrite> of(Segment segment, List<byte[]> groups, long firstPosition) {
        return segment.acquire()
                ? List.of(new DoubtfulWrite(segment, groups, Keys.position(firstPosition)))
                : List.of();
    }

    /** Takes back some writes within another one. */
    static void takeBack(List<DoubtfulWrite> writes, WriteBatch batch, RocksStore store) throws RocksDBException {
        for (DoubtfulWrite write : writes) {
            for (byte[] group : write.groups) {
                batch.delete(write.segment.family(), group);
            }
            batch.delete(store.keys(), write.keys);
        }
    }

    /** They have been taken back, or the log is being closed. */
    static void forget(List<DoubtfulWrite> writes) {
        new ArrayList<>(writes).forEach(write -> write.segment.release());
        writes.clear();
    }
}
