package dev.tidings.log.rocksdb.tools;

import dev.tidings.hub.log.Epochs;
import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.DurableFiles;
import dev.tidings.log.rocksdb.store.EpochStore;
import dev.tidings.log.rocksdb.store.EventGroup;
import dev.tidings.log.rocksdb.store.FloorStore;
import dev.tidings.log.rocksdb.store.GroupSummary;
import dev.tidings.log.rocksdb.store.KeyStore;
import dev.tidings.log.rocksdb.store.Keys;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.OpeningTimes;
import dev.tidings.log.rocksdb.store.RocksErrors;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import dev.tidings.log.rocksdb.store.StoredLists;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A log as it lies in a folder while nobody writes to it. Changes nothing.
 * <p>
 * For one thread.
 */
final class StoredLog implements AutoCloseable {

    private final RocksStore store;
    private final NavigableMap<Long, ColumnFamilyHandle> segments;

    private StoredLog(RocksStore store) {
        this.store = store;
        this.segments = store.segments();
    }

    static StoredLog open(Path database) throws RocksDBException {
        return new StoredLog(RocksStore.openReadOnly(database));
    }

    RocksStore store() {
        return store;
    }

    /** By number. */
    NavigableMap<Long, ColumnFamilyHandle> segments() {
        return segments;
    }

    /** What is stored of a segment whose lists are. */
    @Nullable
    SegmentFacts facts(long number) throws RocksDBException {
        byte[] facts = store.getMeta(SegmentFacts.key(number));
        return facts == null ? null : SegmentFacts.read(facts);
    }

    Epochs epochs() throws RocksDBException {
        Epochs known = new EpochStore(store).load();
        if (known == null) {
            throw new DamagedLogException("it has no epoch");
        }
        return known;
    }

    /** How the last opening ended, by what is in the database. */
    LogInfo.State end() throws RocksDBException {
        return new EpochStore(store).closedHead() == null ? LogInfo.State.ENDED : LogInfo.State.CLOSED;
    }

    /**
     * What there is to know of it, without reading what is behind stored lists.
     *
     * @param folder the log's, for what stands beside the database
     * @throws DamagedLogException if something does not fit
     */
    LogInfo info(LogInfo.State state, int version, Path folder) throws RocksDBException, IOException {
        Epochs epochs = epochs();
        EpochStore.Opening opening = new EpochStore(store).lastOpening();
        if (opening == null) {
            throw new DamagedLogException("nothing tells how it was opened");
        }
        InfoBuilder info = new InfoBuilder(epochs, new OpeningTimes(store).load());
        long last = new FloorStore(store).load();
        long earliest = -1;
        for (Map.Entry<Long, ColumnFamilyHandle> segment : segments.entrySet()) {
            SegmentFacts facts = facts(segment.getKey());
            GroupSummary events = facts == null ? summary(segment.getValue()) : null;
            if (facts != null) {
                info.add(facts, count(segment.getValue()), true);
            } else if (events == null || events.last() <= last) {
                // Empty, or given up by retention and not dropped yet.
                continue;
            } else {
                facts = events.facts(segment.getKey(), Math.max(last, events.predecessor()));
                info.add(facts, events.count(), false);
            }
            earliest = earliest < 0 ? facts.before() : earliest;
            last = Math.max(last, facts.lastPosition());
        }
        List<Epochs.Epoch> list = epochs.list();
        long head = Math.max(last, list.get(list.size() - 1).start());
        return info.build(
                state,
                version,
                opening.sync(),
                earliest < 0 ? last : earliest,
                head,
                new KeyStore(store).count(),
                DurableFiles.bytes(folder));
    }

    /** As it would be after an opening, were it not for the epoch of that. */
    long head(Path folder) throws RocksDBException, IOException {
        return info(end(), LogFolder.VERSION, folder).head();
    }

    /** The events that the stored lists of a segment speak of. */
    private long count(ColumnFamilyHandle segment) {
        try (StoredLists lists = new StoredLists(store, segment, () -> {})) {
            return lists.count();
        }
    }

    private GroupSummary summary(ColumnFamilyHandle segment) {
        GroupSummary summary = new GroupSummary();
        try (RocksIterator groups = store.db().newIterator(segment, store.readOptions())) {
            groups.seek(Keys.events(0));
            while (EventGroup.isAt(groups)) {
                summary.add(groups.key().length, EventGroup.at(groups));
                groups.next();
            }
            RocksErrors.check(groups);
        }
        return summary;
    }

    @Override
    public void close() {
        segments.values().forEach(ColumnFamilyHandle::close);
        store.close();
    }
}
