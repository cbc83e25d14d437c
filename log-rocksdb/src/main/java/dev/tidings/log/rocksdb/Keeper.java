package dev.tidings.log.rocksdb;

import dev.tidings.hub.replay.MemoryLists;
import dev.tidings.log.rocksdb.Segments.Spare;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
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
    private static final long INTERVAL_MILLIS = 1_000;

    private final RocksStore store;
    private final Segments segments;
    private final Committer committer;
    private final KeyStore keyStore;
    private final FloorStore floor;
    private final InstantSource clock;
    private final Path folder;
    private final ReentrantLock commitLock;

    // Guarded by this.
    private boolean called;
    private boolean closed;

    // This thread's.
    private long keysForgotten = -1;

    /** @param folder where lists are written before the database takes them in */
    Keeper(
            RocksStore store,
            Segments segments,
            Committer committer,
            KeyStore keyStore,
            FloorStore floor,
            InstantSource clock,
            Path folder) {
        this.store = store;
        this.segments = segments;
        this.committer = committer;
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
        if (!called && !closed) {
            try {
                wait(INTERVAL_MILLIS);
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        called = false;
        return !closed;
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

    private void look() throws RocksDBException, IOException {
        // What frees room comes first.
        trim();
        drop();
        makeSpare();
        for (Segment segment : segments.list()) {
            if (segment != segments.open() && !segment.isStored()) {
                storeLists(segment);
            }
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

    private void drop() throws RocksDBException {
        commitLock.lock();
        List<Segment> dropping;
        try {
            dropping = new ArrayList<>(segments.takeDropped());
        } finally {
            commitLock.unlock();
        }
        try {
            while (!dropping.isEmpty()) {
                Segment oldest = dropping.get(0);
                floor.raise(oldest.lastPosition());
                store.deleteMeta(SegmentFacts.key(oldest.number()));
                store.dropSegment(oldest.family());
                oldest.retire();
                dropping.remove(0);
            }
        } finally {
            if (!dropping.isEmpty()) {
                commitLock.lock();
                try {
                    segments.giveBackDropped(dropping);
                } finally {
                    commitLock.unlock();
                }
            }
        }
    }

    private void makeSpare() throws RocksDBException {
        long number;
        commitLock.lock();
        try {
            if (!segments.needsSpare()) {
                return;
            }
            number = segments.nextNumber();
        } finally {
            commitLock.unlock();
        }
        Spare made = new Spare(number, store.createSegment(number));
        commitLock.lock();
        try {
            segments.spare(made);
        } finally {
            commitLock.unlock();
        }
    }

    private void storeLists(Segment segment) throws RocksDBException, IOException {
        MemoryLists lists = segment.memoryLists();
        if (lists == null) {
            return;
        }
        store.flush(List.of(segment.family()));
        Path file = folder.resolve("lists-" + segment.number());
        Files.deleteIfExists(file);
        long bytes = ListsFile.write(lists, store, file);
        store.ingest(segment.family(), file);
        store.putMeta(
                SegmentFacts.key(segment.number()),
                SegmentFacts.of(segment, bytes).toBytes());
        segment.stored(bytes);
    }

    private void forgetKeys() throws RocksDBException {
        long forgotten = committer.keysForgotten();
        if (forgotten > keysForgotten) {
            keyStore.forget(forgotten);
            keysForgotten = forgotten;
        }
    }
}
