package dev.tidings.log.rocksdb;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.log.Epochs;
import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.EventGroup;
import dev.tidings.log.rocksdb.store.GroupChain;
import dev.tidings.log.rocksdb.store.Keys;
import dev.tidings.log.rocksdb.store.RocksErrors;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Finds the segments of a log that is being opened: those whose lists are stored as they are, the others by reading their events.
 * <p>
 * For one thread, for one opening.
 */
final class SegmentLoader {

    private final RocksStore store;
    private final GroupChain chain;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Segments.Spare> empty = new ArrayList<>();
    private long last;

    /**
     * @param epochs null if the log is new
     * @param floor the last position that retention has dropped
     */
    SegmentLoader(RocksStore store, @Nullable Epochs epochs, long floor) {
        this.store = store;
        this.chain = new GroupChain(epochs);
        this.last = floor;
    }

    /** @throws DamagedLogException if events are missing between others */
    void load() throws RocksDBException {
        for (Map.Entry<Long, ColumnFamilyHandle> found : store.segments().entrySet()) {
            load(found.getKey(), found.getValue());
        }
        dropEmptyBetweenOthers();
        if (segments.isEmpty() || segments.get(segments.size() - 1).isStored()) {
            Segments.Spare next = empty.isEmpty() ? create() : empty.remove(0);
            segments.add(new Segment(store, next.family(), next.number(), last));
        }
        if (empty.isEmpty()) {
            empty.add(create());
        }
        while (empty.size() > 1) {
            drop(empty.remove(1));
        }
    }

    /** Left over from one that could not be made on a full disk; the next segment has to have a larger number. */
    private void dropEmptyBetweenOthers() throws RocksDBException {
        long newest = segments.isEmpty() ? 0 : segments.get(segments.size() - 1).number();
        while (!empty.isEmpty() && empty.get(0).number() < newest) {
            drop(empty.remove(0));
        }
    }

    private void drop(Segments.Spare unused) throws RocksDBException {
        store.dropSegment(unused.family());
        store.closeSegment(unused.family());
    }

    private Segments.Spare create() throws RocksDBException {
        long number = segments.isEmpty() ? 1 : segments.get(segments.size() - 1).number() + 1;
        return new Segments.Spare(number, store.createSegment(number));
    }

    private void load(long number, ColumnFamilyHandle family) throws RocksDBException {
        byte[] facts = store.getMeta(SegmentFacts.key(number));
        if (facts != null) {
            add(new Segment(store, family, SegmentFacts.read(facts)));
            return;
        }
        try (RocksIterator groups = store.db().newIterator(family, store.readOptions())) {
            groups.seek(Keys.events(0));
            if (EventGroup.isAt(groups)) {
                store.deleteLists(family);
                addUnlessDropped(readThrough(number, family, groups));
            } else {
                RocksErrors.check(groups);
                empty.add(new Segments.Spare(number, family));
            }
        }
    }

    /** A process that was killed may have noted that a segment is dropped, and not have dropped it. */
    private void addUnlessDropped(Segment segment) throws RocksDBException {
        if (segment.isEmpty()) {
            store.dropSegment(segment.family());
            segment.retire();
        } else {
            add(segment);
        }
    }

    private void add(Segment segment) {
        segments.add(segment);
        last = segment.lastPosition();
    }

    private Segment readThrough(long number, ColumnFamilyHandle family, RocksIterator groups) {
        Segment segment = new Segment(store, family, number, last);
        List<Delivery> events = new ArrayList<>();
        while (EventGroup.isAt(groups)) {
            EventGroup group = EventGroup.at(groups);
            chain.check(group, segment.lastPosition());
            group.addTo(events, segment.lastPosition(), Long.MAX_VALUE, Integer.MAX_VALUE, position -> "");
            events.forEach(event -> segment.file(event.event(), event.position(), group.timeMillis()));
            events.clear();
            segment.countBytes(groups.key().length + group.bytes());
            groups.next();
        }
        RocksErrors.check(groups);
        return segment;
    }

    /** At least one, of which the last is open. */
    List<Segment> segments() {
        return segments;
    }

    /** A column family for the segment behind the open one. */
    Segments.Spare spare() {
        return empty.get(0);
    }

    /** The position of the last event, or of the last that retention dropped. */
    long lastPosition() {
        return last;
    }
}
