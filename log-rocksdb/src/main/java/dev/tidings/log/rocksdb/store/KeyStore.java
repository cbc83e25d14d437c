package dev.tidings.log.rocksdb.store;

import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.log.IdempotencyTable;
import dev.tidings.hub.log.IdempotencyTable.Entry;
import java.util.Collection;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The idempotency keys as they are stored: those of a commit side by side, under the commit's first position, in the same write as
 * its events.
 * <pre>
 *   0          8          16         24           32            40               48       52
 *  +----------+----------+----------+------------+-------------+----------------+--------+----
 *  |   time   |   high   |   low    | principal  | fingerprint | first position | count  | ...
 *  +----------+----------+----------+------------+-------------+----------------+--------+----
 *             ^--------------------- once for each key ------------------------------^
 * </pre>
 */
public final class KeyStore {

    private static final int ENTRY_BYTES = 5 * Long.BYTES + Integer.BYTES;

    private final RocksStore store;

    public KeyStore(RocksStore store) {
        this.store = store;
    }

    public void put(WriteBatch batch, long firstPosition, long millis, Collection<Entry> entries)
            throws RocksDBException {
        Output value = new Output(Long.BYTES + entries.size() * ENTRY_BYTES).writeLong(millis);
        for (Entry entry : entries) {
            value.writeLong(entry.key().high())
                    .writeLong(entry.key().low())
                    .writeLong(entry.key().principal())
                    .writeLong(entry.fingerprint())
                    .writeLong(entry.firstPosition())
                    .writeInt(entry.count());
        }
        batch.put(store.keys(), Keys.position(firstPosition), value.toBytes());
    }

    /** Fills a table with what is within its window. */
    public void load(IdempotencyTable table, long nowMillis) {
        try (RocksIterator commits = store.db().newIterator(store.keys(), store.readOptions())) {
            for (commits.seekToFirst(); commits.isValid(); commits.next()) {
                Input in = new Input(commits.value());
                long millis = in.readLong();
                boolean remembered = millis + table.window().toMillis() > nowMillis;
                while (remembered && in.hasMore()) {
                    IdempotencyKey key = new IdempotencyKey(in.readLong(), in.readLong(), in.readLong());
                    table.add(new Entry(key, in.readLong(), in.readLong(), in.readInt()), millis);
                }
            }
            RocksErrors.check(commits);
        }
    }

    /** How many keys are stored. */
    public long count() {
        long count = 0;
        try (RocksIterator commits = store.db().newIterator(store.keys(), store.readOptions())) {
            for (commits.seekToFirst(); commits.isValid(); commits.next()) {
                int entries = commits.value().length - Long.BYTES;
                if (entries < 0 || entries % ENTRY_BYTES != 0) {
                    throw new DamagedLogException("idempotency keys in " + commits.value().length + " bytes");
                }
                count += entries / ENTRY_BYTES;
            }
            RocksErrors.check(commits);
        }
        return count;
    }

    /** Forgets the keys of commits up to a position. */
    public void forget(long throughPosition) throws RocksDBException {
        store.db().deleteRange(store.keys(), Keys.position(0), Keys.position(throughPosition + 1));
    }
}
