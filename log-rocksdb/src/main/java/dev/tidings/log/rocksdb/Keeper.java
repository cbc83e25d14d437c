package dev.tidings.log.rocksdb;

import dev.tidings.hub.replay.MemoryLists;
import dev.tidings.log.rocksdb.Segments.Spare;
import dev.tidings.log.rocksdb.store.FloorStore;
import dev.tidings.log.rocksdb.store.KeyStore;
import dev.tidings.log.rocksdb.store.ListsFile;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The one thread that looks after segments: makes the next one ahead, writes down the lists of sealed ones, drops what retention
 * gave up, forgets old keys.
 * <p>
 * Waits for the disk as long as that takes; nobody waits for it.
 */
final class Keeper implements Runnable {

    private static final Logger LOG = System.getLogger("dev.tidings.log");

    /** 1 s: how late retention by age is at most when nothing is published. */
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final RocksStore store;
    private final Segments segments;
    private final KeyStore keyStore;
    private final FloorStore floor;
    private final InstantSource clock;
    private final LogFolder folder;
    private final ReentrantLock commitLock;

    // Guarded by this.
    private boolean called;
    private boolean closed;

    // Written by the committing thread: the largest first position of commits whose keys are to be forgotten.
    private volatile long keysForgotten = -1;

    // This thread's.
    private long keysDeleted = -1;
    private long lastNumber;

    /** @param folder where lists are written before the database takes them in */
    Keeper(
            RocksStore store,
            Segments segments,
            KeyStore keyStore,
            FloorStore floor,
            InstantSource clock,
            LogFolder folder) {
        this.store = store;
        this.segments = segments;
        this.keyStore = keyStore;
        this.floor = floor;
        this.clock = clock;
        this.folder = folder;
        this.commitLock = segments.commitLock();
    }

    /** There is something to do. Any thread. */
    synchronized void call() {
        called = true;
        notifyAll();
    }

    /** Ends when what is under way is done. Any thread. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized boolean await() {
        waitFor(() -> called);
        called = false;
        return !closed;
    }

    /** Waits until something has happened, the log is closed, or the interval is over. */
    private synchronized void waitFor(BooleanSupplier happened) {
        long deadline = System.nanoTime() + INTERVAL_NANOS;
        long left = INTERVAL_NANOS;
        while (!happened.getAsBoolean() && !closed && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                // Nobody but the log ends its threads.
                LOG.log(Level.DEBUG, "interrupted", e);
            }
            left = deadline - System.nanoTime();
        }
    }

    @Override
    public void run() {
        do {
            try {
                look();
            } catch (RocksDBException | IOException | RuntimeException | Error e) {
                LOG.log(
                        Level.WARNING,
                        "What retention and the index have to do on the disk failed; it is tried again in a second",
                        e);
            }
        } while (await());
    }

    /** One thing after the other, and first what others may come to wait for. */
    private void look() throws RocksDBException, IOException {
        boolean more = true;
        while (more) {
            trim();
            makeSpare();
            more = dropOldest() || storeListsOfOldest();
        }
        forgetKeys();
    }

    private void trim() {
        commitLock.lock();
        try {
            long now = clock.millis();
            if (segments.isFull(now)) {
                segments.roll();
            }
            segments.trim(now);
        } finally {
            commitLock.unlock();
        }
    }

    private boolean dropOldest() throws RocksDBException {
        Segment oldest = underLock(() -> {
            Segment first = segments.firstDropped();
            if (first != null) {
                first.dropping();
            }
            return first;
        });
        if (oldest == null) {
            return false;
        }
        floor.raise(oldest.lastPosition());
        // In this order: facts without a segment do no harm, but a segment without them would be read through.
        store.dropSegment(oldest.family());
        store.deleteMeta(SegmentFacts.key(oldest.number()));
        underLock(() -> {
            segments.removeDropped(oldest);
            return null;
        });
        oldest.retire();
        return true;
    }

    private <T> @Nullable T underLock(Supplier<@Nullable T> work) {
        commitLock.lock();
        try {
            return work.get();
        } finally {
            commitLock.unlock();
        }
    }

    private void makeSpare() throws RocksDBException {
        if (segments.hasSpare()) {
            return;
        }
        // Another number after a failure: there may be one of the last already.
        lastNumber = Math.max(lastNumber, segments.open().number()) + 1;
        segments.spare(new Spare(lastNumber, store.createSegment(lastNumber)));
        synchronized (this) {
            notifyAll();
        }
    }

    /** Waits for the next segment, but not for ever: it may be the disk that is full. Any thread but this one. */
    synchronized void awaitSpare() {
        call();
        waitFor(segments::hasSpare);
    }

    private boolean storeListsOfOldest() throws RocksDBException, IOException {
        for (Segment segment : segments.list()) {
            MemoryLists lists = segment.memoryLists();
            if (lists != null && segment != segments.open()) {
                storeLists(segment, lists);
                return true;
            }
        }
        return false;
    }

    private void storeLists(Segment segment, MemoryLists lists) throws RocksDBException, IOException {
        // With all else that is in memory: the write-ahead log of this segment is not needed any more then.
        store.flushAll(List.of(segment.family()));
        Path file = folder.lists(segment.number());
        Files.deleteIfExists(file);
        long bytes = ListsFile.write(lists, store, file);
        store.ingest(segment.family(), file);
        store.putMeta(SegmentFacts.key(segment.number()), segment.facts(bytes).toBytes());
        segment.stored(bytes);
    }

    private void forgetKeys() throws RocksDBException {
        long through = keysForgotten;
        if (through > keysDeleted) {
            keyStore.forget(through);
            keysDeleted = through;
        }
    }

    /** The keys of commits up to a position have expired. The committing thread only. */
    void keysForgotten(long through) {
        keysForgotten = through;
    }
}
