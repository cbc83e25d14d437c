package dev.tidings.log.rocksdb;

import dev.tidings.log.rocksdb.store.EpochStore;
import dev.tidings.log.rocksdb.store.EventGroup;
import dev.tidings.log.rocksdb.store.FloorStore;
import dev.tidings.log.rocksdb.store.GroupChain;
import dev.tidings.log.rocksdb.store.Keys;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.RocksErrors;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import dev.tidings.log.rocksdb.store.Sync;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Repairs a log whose machine went down before its end was on the disk.
 * <p>
 * For one thread, before the log is opened.
 */
final class LostEnd {
    /*
     * What was not synced may be there or not, piece by piece, and zeros in its place. The events behind the first that is missing
     * are given up as well, so that what is left is a beginning of what there was. Whoever is told of a loss anyway loses nothing
     * by that; without a loss to tell of, only a write that nobody has been told of may be broken, and behind it nothing.
     *
     * The files with the damage are gone when this returns. If it does not, it is done again: the newest events go first.
     */

    private static final Logger LOG = System.getLogger("dev.tidings.log");

    private final RocksStore store;
    private final GroupChain chain;
    private final long floor;

    private LostEnd(RocksStore store) throws RocksDBException {
        this.store = store;
        this.chain = new GroupChain(new EpochStore(store).load());
        this.floor = new FloorStore(store).load();
    }

    /**
     * Cuts off what lies behind the first damage, if a machine that went down explains it.
     *
     * @return whether the log is to be opened once more
     */
    static boolean cutOff(LogFolder folder, EpochStore.Opening opening) throws RocksDBException {
        EpochStore.Opening last;
        try (RocksStore store = RocksStore.openDamaged(folder.database(), true)) {
            EpochStore openings = new EpochStore(store);
            last = openings.lastOpening();
            if (last == null || openings.closedHead() != null || folder.isBackup() || opening.isOfSameBoot(last)) {
                return false;
            }
            if (opening.continuesUnharmed(last) && new LostEnd(store).firstHole() != null) {
                return false;
            }
        }
        try (RocksStore store = RocksStore.openDamaged(folder.database(), false)) {
            new LostEnd(store).cutOff();
        }
        return true;
    }

    /**
     * Where events are missing.
     *
     * @param last the last event before
     * @param segment what of the events behind is in it is given up, and all later segments
     */
    private record Hole(long last, long segment) {}

    private @Nullable Hole firstHole() throws RocksDBException {
        long last = floor;
        for (Map.Entry<Long, ColumnFamilyHandle> each : store.segments().entrySet()) {
            byte[] facts = store.getMeta(SegmentFacts.key(each.getKey()));
            if (facts != null) {
                last = SegmentFacts.read(facts).lastPosition();
                continue;
            }
            try (RocksIterator groups = store.db().newIterator(each.getValue(), store.readOptions())) {
                for (groups.seek(Keys.events(0)); EventGroup.isAt(groups); groups.next()) {
                    EventGroup group = EventGroup.at(groups);
                    if (chain.isBroken(group, last)) {
                        return new Hole(last, each.getKey());
                    }
                    last = Math.max(last, group.lastPosition());
                }
                RocksErrors.check(groups);
            }
        }
        return null;
    }

    private void cutOff() throws RocksDBException {
        Hole hole = firstHole();
        if (hole != null) {
            LOG.log(
                    Level.WARNING,
                    "The machine went down before the last events were on the disk: those behind {0} are given up",
                    Long.toString(hole.last()));
            giveUpBehind(hole);
        }
        store.flushAll(List.copyOf(store.segments().values()));
        store.deleteObsoleteFiles();
    }

    private void giveUpBehind(Hole hole) throws RocksDBException {
        for (Map.Entry<Long, ColumnFamilyHandle> each :
                store.segments().descendingMap().entrySet()) {
            if (each.getKey() >= hole.segment()) {
                deleteBehind(hole.last(), each.getValue());
            }
        }
    }

    /** With the keys of what is deleted: it was not published, then. */
    private void deleteBehind(long last, ColumnFamilyHandle segment) throws RocksDBException {
        List<byte[]> keys = new ArrayList<>();
        try (RocksIterator groups = store.db().newIterator(segment, store.readOptions())) {
            for (groups.seek(Keys.events(last + 1)); EventGroup.isAt(groups); groups.next()) {
                keys.add(groups.key());
            }
            RocksErrors.check(groups);
        }
        try (WriteBatch batch = new WriteBatch()) {
            for (byte[] key : keys) {
                batch.delete(segment, key);
                batch.delete(store.keys(), Keys.position(Keys.position(key)));
            }
            store.write(batch, Sync.DISK);
        }
    }
}
