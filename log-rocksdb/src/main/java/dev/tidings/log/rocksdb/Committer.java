package dev.tidings.log.rocksdb;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.log.Deduplication;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.Followers;
import dev.tidings.hub.log.IdempotencyException;
import dev.tidings.hub.log.IdempotencyTable;
import dev.tidings.hub.log.LogUnavailableException;
import dev.tidings.log.rocksdb.CommitQueue.Append;
import dev.tidings.log.rocksdb.store.EventGroup;
import dev.tidings.log.rocksdb.store.KeyStore;
import dev.tidings.log.rocksdb.store.Keys;
import dev.tidings.log.rocksdb.store.RocksErrors;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.Sync;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The one thread that writes events: whatever has queued up becomes one write, then the followers get it, then its publishers
 * their answers.
 */
final class Committer implements Runnable {

    private static final Logger LOG = System.getLogger("dev.tidings.log");

    /** 2 MiB: a group takes a few milliseconds at most, unsynced. */
    private static final long MAX_GROUP_BYTES = 2L << 20;

    /** 64: after the first failure RocksDB refuses writes without trying them, until it has recovered. */
    private static final int MAX_DOUBTFUL = 64;

    /** 10 s: a disk that stays full is said, but not for every publish. */
    private static final long COMPLAIN_NANOS = Duration.ofSeconds(10).toNanos();

    private final RocksStore store;
    private final Segments segments;
    private final CommitQueue queue;
    private final KeyStore keyStore;
    private final IdempotencyTable table;
    private final Deduplication deduplication;
    private final Followers followers;
    private final ReentrantLock commitLock;
    private final Epochs epochs;
    private final String epoch;
    private final Sync sync;
    private final InstantSource clock;
    private final Keeper keeper;

    // This thread's.
    private final EventGroup.Writer group = new EventGroup.Writer();
    private final List<byte[]> groupKeys = new ArrayList<>();
    private final List<DoubtfulWrite> doubtful = new ArrayList<>();
    private long next;
    private long complainedNanos = System.nanoTime() - COMPLAIN_NANOS;

    // Written by this thread, read when the log is closed.
    private volatile @Nullable RuntimeException broken;

    /** Takes over behind the head. */
    Committer(
            RocksStore store,
            Segments segments,
            CommitQueue queue,
            KeyStore keyStore,
            IdempotencyTable table,
            Followers followers,
            Epochs epochs,
            Sync sync,
            InstantSource clock,
            Keeper keeper) {
        this.store = store;
        this.segments = segments;
        this.queue = queue;
        this.keyStore = keyStore;
        this.table = table;
        this.deduplication = new Deduplication(table);
        this.followers = followers;
        this.commitLock = segments.commitLock();
        this.epochs = epochs;
        this.epoch = epochs.at(segments.head()).name();
        this.sync = sync;
        this.clock = clock;
        this.keeper = keeper;
        this.next = segments.head() + 1;
    }

    /** An append with what becomes of it. */
    private record Planned(Append append, Deduplication.Plan plan) {}

    @Override
    public void run() {
        List<Append> taken = queue.take(MAX_GROUP_BYTES);
        while (!taken.isEmpty()) {
            try {
                commit(taken);
            } catch (RuntimeException | Error e) {
                // Out of memory, say: nobody may be left without an answer, and this thread must go on.
                refuse(taken, failed(e, true));
            }
            queue.done(taken);
            if (segments.isOverdue()) {
                keeper.awaitSpare();
            }
            taken = queue.take(MAX_GROUP_BYTES);
        }
        DoubtfulWrite.forget(doubtful);
    }

    private static void refuse(List<Append> appends, RuntimeException failure) {
        Answers answers = new Answers();
        appends.forEach(append -> answers.fail(append, failure));
        answers.give();
    }

    private void commit(List<Append> appends) {
        List<Planned> planned = new ArrayList<>(appends.size());
        Answers answers = new Answers();
        RuntimeException failure = broken;
        boolean written = false;
        commitLock.lock();
        try {
            if (failure != null) {
                throw failure;
            }
            long now = clock.millis();
            forgetKeys(now);
            rollIfFull(now);
            List<Delivery> fresh = plan(appends, planned, answers, now);
            if (!fresh.isEmpty()) {
                write(fresh, now);
                written = true;
                deduplication.written(now);
                segments.publish(fresh);
                followers.hand(Collections.unmodifiableList(fresh));
                rollIfFull(now);
                segments.trim(now);
            }
        } catch (RocksDBException e) {
            failure = unavailable(e);
        } catch (RuntimeException | Error e) {
            if (failure == null) {
                failure = failed(e, written);
            }
        } finally {
            if (failure != null) {
                deduplication.failed();
            }
            next = segments.head() + 1;
            commitLock.unlock();
        }
        if (failure == null) {
            planned.forEach(
                    each -> answers.succeed(each.append(), ids(each.plan().positions())));
            answers.give();
        } else {
            refuse(appends, failure);
        }
    }

    /** What is half done must not be built upon. */
    private LogUnavailableException failed(Throwable e, boolean written) {
        LOG.log(Level.ERROR, "Events could not be appended", e);
        LogUnavailableException failure = new LogUnavailableException("the log failed: " + e, e);
        if (written) {
            broken = failure;
        }
        return failure;
    }

    private void forgetKeys(long now) {
        long forgotten = table.expire(now);
        if (forgotten >= 0) {
            keeper.keysForgotten(forgotten);
        }
    }

    private List<Delivery> plan(List<Append> appends, List<Planned> planned, Answers answers, long now) {
        List<Delivery> fresh = new ArrayList<>(appends.size());
        for (int i = 0; i < appends.size(); i++) {
            Append append = appends.get(i);
            Deduplication.Plan plan;
            try {
                plan = deduplication.plan(append.publication, next);
            } catch (IdempotencyException e) {
                answers.fail(append, e);
                continue;
            }
            planned.add(new Planned(append, plan));
            List<Event> events = plan.fresh();
            for (int j = 0; j < events.size(); j++) {
                fresh.add(new Delivery(epoch, next++, now, events.get(j)));
            }
        }
        return fresh;
    }

    /** The positions of a write that failed are given out again: see {@link DoubtfulWrite}. */
    private void write(List<Delivery> fresh, long now) throws RocksDBException {
        Segment open = segments.open();
        group.clear();
        groupKeys.clear();
        long first = fresh.get(0).position();
        try (WriteBatch batch = new WriteBatch()) {
            DoubtfulWrite.takeBack(doubtful, batch, store);
            int bytes = putAll(batch, open.family(), fresh, now);
            if (!deduplication.pending().isEmpty()) {
                keyStore.put(batch, first, now, deduplication.pending());
            }
            store.write(batch, sync);
            open.countBytes(bytes);
        } catch (RocksDBException e) {
            // So many that a disk which is full for days does not fill the heap; those of one epoch are told from the
            // rest.
            if (doubtful.size() < MAX_DOUBTFUL) {
                doubtful.addAll(DoubtfulWrite.of(open, groupKeys, first));
            }
            throw e;
        }
        if (!doubtful.isEmpty()) {
            DoubtfulWrite.forget(doubtful);
            LOG.log(Level.INFO, "The log can be written to again");
        }
    }

    private int putAll(WriteBatch batch, ColumnFamilyHandle family, List<Delivery> fresh, long now)
            throws RocksDBException {
        int bytes = 0;
        long first = fresh.get(0).position();
        long predecessor = segments.head();
        for (int i = 0; i < fresh.size(); i++) {
            Event event = fresh.get(i).event();
            if (!group.add(event)) {
                int count = group.count();
                bytes += put(batch, family, first, now, first - predecessor);
                predecessor = first + count - 1;
                first = fresh.get(i).position();
                group.add(event);
            }
        }
        return bytes + put(batch, family, first, now, first - predecessor);
    }

    private int put(WriteBatch batch, ColumnFamilyHandle family, long first, long now, long behind)
            throws RocksDBException {
        byte[] key = Keys.events(first);
        byte[] value = group.finish(now, behind);
        batch.put(family, key, value);
        groupKeys.add(key);
        return key.length + value.length;
    }

    private void rollIfFull(long now) {
        if (segments.isFull(now)) {
            segments.roll();
            keeper.call();
        }
    }

    private LogUnavailableException unavailable(RocksDBException e) {
        String why = RocksErrors.isFullDisk(e)
                ? "the disk is full; nothing was published, and publishing goes on when there is room"
                : "the log cannot be written to: " + e.getMessage();
        if (System.nanoTime() - complainedNanos >= COMPLAIN_NANOS) {
            complainedNanos = System.nanoTime();
            LOG.log(Level.ERROR, "Events could not be appended: {0}", why);
        }
        return new LogUnavailableException(why, e);
    }

    private List<EventId> ids(long[] positions) {
        List<EventId> ids = new ArrayList<>(positions.length);
        for (long position : positions) {
            ids.add(epochs.idOf(position));
        }
        return Collections.unmodifiableList(ids);
    }

    /** Whether what is stored and what was published may differ: then nothing more is appended until the log is opened again. */
    boolean isBroken() {
        return broken != null;
    }
}
