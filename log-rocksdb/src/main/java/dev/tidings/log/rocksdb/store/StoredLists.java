package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.hub.replay.OrdinalCursor;
import dev.tidings.hub.replay.OrdinalList;
import dev.tidings.hub.replay.ReplayCost;
import dev.tidings.hub.replay.SegmentLists;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The lists of a segment as {@link ListsFile} wrote them.
 * <p>
 * For one thread, for the length of one query.
 */
public final class StoredLists implements SegmentLists {

    private final RocksStore store;
    private final ColumnFamilyHandle family;
    private final Runnable release;
    private final List<RocksIterator> open = new ArrayList<>(2);

    /** @param release lets go of the segment, which is held until these lists are closed */
    public StoredLists(RocksStore store, ColumnFamilyHandle family, Runnable release) {
        this.store = store;
        this.family = family;
        this.release = release;
    }

    @Override
    public @Nullable OrdinalList value(String name, String value) {
        return list(Keys.value(name, value));
    }

    @Override
    public @Nullable OrdinalList topic(String topic) {
        return list(Keys.topic(topic));
    }

    private @Nullable StoredList list(byte[] key) {
        byte[] first = get(key);
        return first == null ? null : new StoredList(this, key, first);
    }

    @Override
    public void topics(String prefix, TopicVisitor visitor) {
        byte[] from = Keys.topicPrefix(prefix);
        RocksIterator topics = iterator();
        topics.seek(from);
        while (topics.isValid() && startsWith(topics.key(), from)) {
            String topic = Keys.topicOf(topics.key());
            if (topic == null) {
                // A further piece of a long list.
                topics.next();
                continue;
            }
            StoredList list = new StoredList(this, topics.key(), topics.value());
            if (!visitor.visit(topic, list)) {
                return;
            }
            if (list.size() > ListsFile.PIECE) {
                topics.seek(Keys.behindTopic(topic));
            } else {
                topics.next();
            }
        }
        RocksErrors.check(topics);
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        if (key.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (key[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many events there are. */
    public int count() {
        return Math.toIntExact(all().size());
    }

    private StoredList all() {
        StoredList all = list(Keys.all());
        if (all == null) {
            throw new DamagedLogException("a segment without a list of its events");
        }
        return all;
    }

    @Override
    public OrdinalCursor every(ReplayCost cost) {
        return all().cursor(cost);
    }

    @Override
    public String topicName(int topic) {
        byte[] name = get(Keys.topicName(topic));
        if (name == null) {
            throw new DamagedLogException("a segment without a name for topic " + topic);
        }
        return new String(name, UTF_8);
    }

    private byte @Nullable [] get(byte[] key) {
        try {
            return store.db().get(family, store.readOptions(), key);
        } catch (RocksDBException e) {
            throw RocksErrors.reading(e);
        }
    }

    /** An iterator that is closed with these lists. */
    public RocksIterator iterator() {
        RocksIterator iterator = store.db().newIterator(family, store.readOptions());
        open.add(iterator);
        return iterator;
    }

    @Override
    public void close() {
        open.forEach(RocksIterator::close);
        open.clear();
        release.run();
    }
}
