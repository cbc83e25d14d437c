package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.rocksdb.RocksDBException;

/** The last position that retention has dropped: a log that has nothing left knows from it where it goes on. */
public final class FloorStore {

    private static final byte[] KEY = "floor".getBytes(US_ASCII);

    private final RocksStore store;

    public FloorStore(RocksStore store) {
        this.store = store;
    }

    public long load() throws RocksDBException {
        byte[] stored = store.getMeta(KEY);
        return stored == null ? 0 : new Input(stored).readLong();
    }

    /** Durable when this returns. */
    public void raise(long position) throws RocksDBException {
        store.putMeta(KEY, Keys.position(position));
    }
}
