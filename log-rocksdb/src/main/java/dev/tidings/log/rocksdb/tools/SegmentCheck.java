package dev.tidings.log.rocksdb.tools;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.replay.MemoryLists;
import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.EventGroup;
import dev.tidings.log.rocksdb.store.GroupChain;
import dev.tidings.log.rocksdb.store.GroupSummary;
import dev.tidings.log.rocksdb.store.Keys;
import dev.tidings.log.rocksdb.store.ListsFile;
import dev.tidings.log.rocksdb.store.RocksErrors;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Reads one segment: every event, what is remembered of all of them, and every stored list, which must be what is made from the
 * events again.
 * <p>
 * For one thread, for one segment.
 */
final class SegmentCheck {

    private final StoredLog log;
    private final String name;
    private final long number;
    private final ColumnFamilyHandle family;
    private final GroupChain chain;
    private final @Nullable Epochs epochs;
    private final Problems problems;
    private final GroupSummary summary = new GroupSummary();
    private final MemoryLists made = new MemoryLists();
    private long lists;

    SegmentCheck(StoredLog log, long number, ColumnFamilyHandle family, @Nullable Epochs epochs, Problems problems) {
        this.log = log;
        this.name = "segment " + number;
        this.number = number;
        this.family = family;
        this.chain = new GroupChain(epochs);
        this.epochs = epochs;
        this.problems = problems;
    }

    /** What the events that could be read come to. */
    GroupSummary summary() {
        return summary;
    }

    /** How many stored pieces of lists were compared. */
    long lists() {
        return lists;
    }

    /**
     * Reads it.
     *
     * @param reached the last position before this segment
     * @param oldest whether no events are known before it
     */
    void run(long reached, boolean oldest) {
        SegmentFacts facts = problems.valueIn(name, () -> log.facts(number));
        boolean[] whole = new boolean[1];
        problems.in(name, () -> {
            readEvents(facts, reached, oldest);
            whole[0] = true;
        });
        if (facts != null && whole[0]) {
            problems.in(name, () -> compare(facts, reached));
            problems.in(name, this::compareLists);
        }
    }

    private void readEvents(@Nullable SegmentFacts facts, long reached, boolean oldest) {
        List<Delivery> events = new ArrayList<>();
        long last = reached;
        try (RocksIterator groups =
                log.store().db().newIterator(family, log.store().readOptions())) {
            groups.seek(Keys.events(0));
            while (EventGroup.isAt(groups)) {
                EventGroup group = EventGroup.at(groups);
                checkPlace(group, last);
                if (!oldest || !summary.isEmpty()) {
                    link(group, last);
                }
                group.addTo(events, -1, Long.MAX_VALUE, Integer.MAX_VALUE, position -> "");
                if (facts != null) {
                    file(events, facts.before());
                }
                events.clear();
                summary.add(groups.key().length, group);
                last = group.lastPosition();
                groups.next();
            }
            RocksErrors.check(groups);
        }
    }

    /** What is missing is told, and the rest is read all the same. */
    private void link(EventGroup group, long last) {
        problems.in(name, () -> chain.check(group, last));
    }

    private void checkPlace(EventGroup group, long last) {
        boolean unknown = summary.isEmpty() && last >= group.firstPosition();
        if (unknown || (!summary.isEmpty() && group.firstPosition() <= last)) {
            throw new DamagedLogException(
                    "events from " + group.firstPosition() + " on lie behind those up to " + last);
        }
        if (epochs != null
                && epochs.at(group.firstPosition()).start()
                        != epochs.at(group.lastPosition()).start()) {
            throw new DamagedLogException(
                    "events " + group.firstPosition() + " to " + group.lastPosition() + " belong to two epochs");
        }
    }

    private void file(List<Delivery> events, long before) {
        for (Delivery event : events) {
            long ordinal = event.position() - before - 1;
            if (ordinal < 0 || ordinal > Integer.MAX_VALUE - 8) {
                throw new DamagedLogException(
                        "an event at " + event.position() + " in a segment that begins behind " + before);
            }
            made.add(event.event(), (int) ordinal);
        }
    }

    private void compare(SegmentFacts facts, long reached) {
        SegmentFacts real = summary.facts(number, facts.before());
        SegmentFacts noted = new SegmentFacts(
                facts.number(),
                facts.before(),
                facts.lastPosition(),
                facts.firstMillis(),
                facts.lastMillis(),
                facts.eventBytes(),
                0);
        if (summary.isEmpty() || !noted.equals(real)) {
            throw new DamagedLogException("what is noted of it is " + noted + ", and its events are " + real);
        }
        if (facts.before() < reached) {
            throw new DamagedLogException("it begins behind " + facts.before() + ", the one before ends at " + reached);
        }
    }

    private void compareLists() throws RocksDBException {
        try (RocksIterator stored =
                log.store().db().newIterator(family, log.store().readOptions())) {
            stored.seekToFirst();
            skipEvents(stored);
            for (ListsFile.Entry entry : ListsFile.entries(made)) {
                RocksErrors.check(stored);
                int order = stored.isValid() ? Arrays.compareUnsigned(stored.key(), entry.key()) : 1;
                if (order < 0) {
                    throw superfluous(stored.key());
                }
                if (order > 0) {
                    throw new DamagedLogException("its list " + Keys.describe(entry.key()) + " is missing");
                }
                if (!Arrays.equals(stored.value(), entry.value())) {
                    throw new DamagedLogException(
                            "its list " + Keys.describe(entry.key()) + " does not have the events it should have");
                }
                lists++;
                stored.next();
                skipEvents(stored);
            }
            RocksErrors.check(stored);
            if (stored.isValid()) {
                throw superfluous(stored.key());
            }
        }
    }

    private static DamagedLogException superfluous(byte[] key) {
        return new DamagedLogException("it has a list " + Keys.describe(key) + " and no events for that");
    }

    private static void skipEvents(RocksIterator at) {
        while (EventGroup.isAt(at)) {
            at.next();
        }
    }
}
