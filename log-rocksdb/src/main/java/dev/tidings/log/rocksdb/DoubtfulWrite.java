package dev.tidings.log.rocksdb;

import dev.tidings.log.rocksdb.store.Keys;
import dev.tidings.log.rocksdb.store.RocksStore;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * A write that failed, and may be there after a crash all the same: its publishers were told that it was not published. The next
 * write that succeeds takes it back and uses its positions.
 * <p>
 * Holds its segment's column family open. For one thread, under the commit lock.
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
            // What is being dropped goes whole, and can no more be written to.
            if (!write.segment.isDropping()) {
                for (byte[] group : write.groups) {
                    batch.delete(write.segment.family(), group);
                }
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
