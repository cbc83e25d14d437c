package dev.tidings.log.rocksdb;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.Caller;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.Followers;
import dev.tidings.hub.log.IdempotencyTable;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.log.LogUse;
import dev.tidings.hub.log.ReplayIndex;
import dev.tidings.hub.log.SegmentedReplayIndex;
import dev.tidings.hub.log.SegmentedReplayIndex.Snapshot;
import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.EpochStore;
import dev.tidings.log.rocksdb.store.FloorStore;
import dev.tidings.log.rocksdb.store.KeyStore;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.LogStorageException;
import dev.tidings.log.rocksdb.store.OpeningTimes;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.Sync;
import dev.tidings.log.rocksdb.store.Threads;
import dev.tidings.log.rocksdb.tools.LogControl;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;

/**
 * A log in a folder: what was acknowledged survives the end of the process, or a power cut as well if it is told to sync.
 * <p>
 * Safe for any thread. Appending waits for nothing; the stages that it returns complete on the thread that writes, where nothing
 * may block. Reading waits for the disk.
 */
public final class RocksLog implements EventLog {
    /*
     *   append ──> CommitQueue ──> Committer: one write for all that waits ──> Segments.publish: lists, head
     *                                 │                                          │
     *                                 │ answers <───────────────────────── Followers
     *                                 v
     *                              Keeper: the next segment, lists of sealed ones, retention
     *
     * A segment is a column family: its events in groups, and, once it is sealed, its lists. The lists of the open one are in
     * memory, and are made again from its events when the log is opened.
     */

    private static final Logger LOG = System.getLogger("dev.tidings.log");

    /** 1 GiB: some million small events. */
    public static final long DEFAULT_RETAIN_BYTES = 1L << 30;

    /** 24 h: a client that was away for the night still resumes. */
    public static final Duration DEFAULT_RETAIN_AGE = Duration.ofHours(24);

    /** 32 MiB: a second of a fast disk. What comes beyond would only wait longer. */
    public static final long DEFAULT_QUEUE_BYTES = 32L << 20;

    private static final long MIN_RETAIN_BYTES = 64 << 10;

    private static final int FOLLOW_PAGE = 512;

    private final LogFolder folder;
    private final RocksStore store;
    private final EpochStore epochStore;
    private final Epochs epochs;
    private final IdempotencyTable table;
    private final Segments segments;
    private final CommitQueue queue;
    private final Committer committer;
    private final Keeper keeper;
    private final Thread committing;
    private final Thread keeping;
    private final @Nullable LogControl control;
    private final InstantSource clock;
    private final ReentrantLock commitLock = new ReentrantLock();
    private final Followers followers = new Followers(commitLock);
    private final SegmentedReplayIndex lists;
    private final ReplayIndex replayIndex;
    private final LongAdder valuesRead = new LongAdder();

    // Held by those who read; the store is closed under the write lock, when nobody does.
    private final ReentrantReadWriteLock reading = new ReentrantReadWriteLock();

    // Written under the commit lock and the write lock of reading.
    private volatile boolean closed;

    private RocksLog(Builder builder, LogFolder folder, RocksStore store) throws RocksDBException, IOException {
        this.folder = folder;
        this.store = store;
        this.clock = builder.clock;
        this.epochStore = new EpochStore(store);
        FloorStore floor = new FloorStore(store);
        Epochs known = epochStore.load();
        folder.deleteLeftovers();
        SegmentLoader loader = new SegmentLoader(store, known, floor.load());
        loader.load();
        long head = known == null ? 0 : Math.max(loader.lastPosition(), lastStart(known));
        checkEnd(head);
        if (known != null && epochStore.closedHead() == null) {
            // What was read from the write-ahead log again may never have been synced: what is appended now must not
            // outlive it.
            store.flushAll(loader.segments().stream().map(Segment::family).toList());
        }
        this.epochs = epochStore.begin(
                known, head, loader.segments().get(0).before(), builder.opening(folder), folder.isBackup());
        new OpeningTimes(store).note(epochs, builder.clock.millis());
        folder.opened();
        tellIfLossy();
        this.segments = new Segments(
                store,
                commitLock,
                new Retention(builder.retainBytes, builder.segmentBytes, builder.retainAge),
                loader.segments(),
                lastStart(epochs));
        segments.spare(loader.spare());
        this.table = new IdempotencyTable(builder.keyWindow, builder.keyCapacity);
        KeyStore keyStore = new KeyStore(store);
        keyStore.load(table, clock.millis());
        this.queue = new CommitQueue(builder.queueBytes);
        this.keeper = new Keeper(store, segments, keyStore, floor, clock, folder);
        this.committer =
                new Committer(store, segments, queue, keyStore, table, followers, epochs, builder.sync, clock, keeper);
        this.lists = new SegmentedReplayIndex(segments::snapshot);
        this.replayIndex = new OpenIndex();
        this.committing = Threads.start("tidings-log-commit", committer);
        this.keeping = Threads.start("tidings-log-keeper", keeper);
        this.control = LogControl.start(
                folder.path(), new OpenLog(folder.path(), store, segments, epochs, builder.sync, table));
    }

    private static long lastStart(Epochs epochs) {
        return epochs.list().get(epochs.list().size() - 1).start();
    }

    private void checkEnd(long head) throws RocksDBException {
        Long closedAt = epochStore.closedHead();
        if (closedAt != null && closedAt != head) {
            throw new DamagedLogException("it was closed in order at " + closedAt + " and now ends at " + head);
        }
    }

    private void tellIfLossy() {
        Epochs.Epoch open = epochs.list().get(epochs.list().size() - 1);
        if (open.lossy()) {
            LOG.log(
                    Level.WARNING,
                    "Events may be missing behind {0}: the machine went down, or this is a copy of the log. Subscribers who"
                            + " cross that place are told of a gap",
                    Long.toString(open.start()));
        }
    }

    /** A log in a folder, which is made if it is not there, with everything at its default. */
    public static RocksLog open(Path folder) {
        return builder(folder).open();
    }

    public static Builder builder(Path folder) {
        return new Builder(folder);
    }

    @Override
    public CompletionStage<List<EventId>> append(Publication publication) {
        return queue.add(publication, null);
    }

    @Override
    public CompletionStage<List<EventId>> append(Publication publication, Caller caller) {
        return queue.add(publication, caller);
    }

    @Override
    public Following follow(long after, Follower follower) {
        requireNonNull(follower, "follower");
        commitLock.lock();
        try {
            segments.trim(clock.millis());
            return whileOpen(() -> followLocked(after, follower));
        } finally {
            commitLock.unlock();
        }
    }

    private Following followLocked(long after, Follower follower) {
        long head = segments.head();
        if (after < segments.earliest() || after > head) {
            throw new IllegalArgumentException("after: " + after + " (expected: " + segments.earliest() + " to " + head
                    + ", which is what is retained)");
        }
        Followers.Followed followed = followers.prepare(follower);
        List<Delivery> page = after < head ? page(after, FOLLOW_PAGE) : List.of();
        while (!page.isEmpty()) {
            followed.hand(page);
            page = page(page.get(page.size() - 1).position(), FOLLOW_PAGE);
        }
        followers.add(followed);
        return followed;
    }

    @Override
    public List<Delivery> read(long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
        }
        return whileOpen(() -> {
            trimExpired();
            return page(after, limit);
        });
    }

    private List<Delivery> page(long after, int limit) {
        Snapshot<Segment> snapshot = segments.snapshot();
        List<Delivery> page = new ArrayList<>();
        for (int i = snapshot.firstSegmentBehind(after); i < snapshot.count() && page.size() < limit; i++) {
            snapshot.segment(i).read(after, snapshot.head(), limit, this::epochAt, page);
        }
        return page;
    }

    @Override
    public List<Delivery> read(long[] positions) {
        return whileOpen(() -> {
            trimExpired();
            Snapshot<Segment> snapshot = segments.snapshot();
            List<Delivery> found = new ArrayList<>(positions.length);
            int next = 0;
            while (next < positions.length
                    && positions[next] <= snapshot.segment(0).before()) {
                next++;
            }
            while (next < positions.length && positions[next] <= snapshot.head()) {
                Segment segment = snapshot.segment(snapshot.firstSegmentBehind(positions[next] - 1));
                int end = next + 1;
                while (end < positions.length && positions[end] <= segment.lastPosition()) {
                    end++;
                }
                valuesRead.add(segment.read(positions, next, end, this::epochAt, found));
                next = end;
            }
            return found;
        });
    }

    private String epochAt(long position) {
        return epochs.at(position).name();
    }

    private <T> T whileOpen(Supplier<T> work) {
        reading.readLock().lock();
        try {
            if (closed) {
                throw new LogClosedException();
            }
            return work.get();
        } finally {
            reading.readLock().unlock();
        }
    }

    /** Gives up what has grown too old since the last append, without waiting for anybody. */
    private void trimExpired() {
        long now = clock.millis();
        if (segments.hasExpired(now) && commitLock.tryLock()) {
            try {
                if (!closed) {
                    segments.trim(now);
                }
            } finally {
                commitLock.unlock();
            }
            keeper.call();
        }
    }

    @Override
    public long earliest() {
        trimExpired();
        return segments.earliest();
    }

    @Override
    public long head() {
        return segments.head();
    }

    @Override
    public Epochs epochs() {
        return epochs;
    }

    @Override
    public ReplayIndex replayIndex() {
        return replayIndex;
    }

    /** What is retained takes of the disk, about, in bytes: events and lists. The write-ahead log comes on top. */
    public long bytes() {
        return segments.bytes();
    }

    @Override
    public LogUse use() {
        Segment oldest = segments.list().get(0);
        return new LogUse(
                segments.bytes(),
                segments.maxBytes(),
                oldest.isEmpty() ? -1 : oldest.firstMillis(),
                table.size(),
                table.capacity(),
                queue.bytes(),
                queue.maxBytes());
    }

    /** How many values of events were read by position since the log was opened. For measurements. */
    long valuesRead() {
        return valuesRead.sum();
    }

    /** The lists of the segments, with what queries have cost. For measurements. */
    SegmentedReplayIndex lists() {
        return lists;
    }

    Segments segments() {
        return segments;
    }

    /**
     * Writes what waits, ends everything in order and lets go of the folder. Appends fail from now on, and so does reading.
     * Idempotent. Called by what depends on an append's answer, it returns at once and closes the log afterwards.
     */
    @Override
    public void close() {
        Thread current = Thread.currentThread();
        if (current.equals(committing) || current.equals(keeping)) {
            // In what depends on an answer, say: this thread has to end first.
            new Thread(this::close, "tidings-log-close").start();
            return;
        }
        if (control != null) {
            control.close();
        }
        queue.close();
        Threads.join(committing);
        queue.end();
        keeper.close();
        Threads.join(keeping);
        commitLock.lock();
        reading.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            followers.clear();
            endInOrder();
            closeStore();
        } finally {
            reading.writeLock().unlock();
            commitLock.unlock();
        }
    }

    private void endInOrder() {
        if (committer.isBroken()) {
            return;
        }
        try {
            List<ColumnFamilyHandle> families =
                    segments.list().stream().map(Segment::family).toList();
            store.flushAll(families);
            epochStore.end(segments.head());
        } catch (RocksDBException e) {
            LOG.log(
                    Level.WARNING,
                    "The log could not be closed in order ({0}); nothing that was acknowledged is lost, and the next start"
                            + " takes a little longer",
                    e.getMessage());
        }
    }

    private void closeStore() {
        segments.dropped().forEach(Segment::retire);
        segments.list().forEach(Segment::retire);
        store.close();
        folder.close();
    }

    /** The lists, as long as the log is open. */
    private final class OpenIndex implements ReplayIndex {

        @Override
        public Matches matches(Subscription subscription, long after, long through, int limit) {
            return whileOpen(() -> lists.matches(subscription, after, through, limit));
        }

        @Override
        public long beforeNewest(Subscription subscription, long through, int count) {
            return whileOpen(() -> lists.beforeNewest(subscription, through, count));
        }
    }

    /** How a {@link RocksLog} is opened. For one thread. */
    public static final class Builder {

        private final Path folder;
        private Sync sync = Sync.OS;
        private long retainBytes = DEFAULT_RETAIN_BYTES;
        private @Nullable Duration retainAge = DEFAULT_RETAIN_AGE;
        private long segmentBytes;
        private long queueBytes = DEFAULT_QUEUE_BYTES;
        private Duration keyWindow = IdempotencyTable.DEFAULT_WINDOW;
        private int keyCapacity = IdempotencyTable.DEFAULT_CAPACITY;
        private Duration wait = Duration.ZERO;
        private InstantSource clock = InstantSource.system();

        private Builder(Path folder) {
            this.folder = requireNonNull(folder, "folder");
        }

        /** What an acknowledged event survives; {@link Sync#OS} unless chosen otherwise. */
        public Builder sync(Sync newSync) {
            sync = requireNonNull(newSync, "sync");
            return this;
        }

        /** How much of the disk events and lists may take, at least 64 KiB; the oldest are dropped, a sixteenth at a time. */
        public Builder retainBytes(long bytes) {
            retainBytes = bytes;
            return this;
        }

        /** How large a segment becomes; a sixteenth of what is retained unless chosen otherwise. For tests, which want many. */
        Builder segmentBytes(long bytes) {
            segmentBytes = bytes;
            return this;
        }

        /** Events older than this are dropped too; null if age does not matter. */
        public Builder retainAge(@Nullable Duration age) {
            retainAge = age;
            return this;
        }

        /** How much may wait to be written, at least 1 KiB; what comes beyond fails at once. */
        public Builder queueBytes(long bytes) {
            queueBytes = bytes;
            return this;
        }

        /** How long idempotency keys are remembered at least, and how many at most. */
        public Builder keys(Duration window, int capacity) {
            keyWindow = requireNonNull(window, "window");
            keyCapacity = capacity;
            return this;
        }

        /** How long to wait for another process to close the log; not at all unless chosen otherwise. */
        public Builder waitForLog(Duration longest) {
            wait = requireNonNull(longest, "longest");
            return this;
        }

        /** Where the time of events comes from. */
        public Builder clock(InstantSource source) {
            clock = requireNonNull(source, "source");
            return this;
        }

        /**
         * Opens the log, in a new epoch.
         *
         * @throws LogStorageException if that is impossible; the message says why, and what to do
         */
        public RocksLog open() {
            if (retainBytes < MIN_RETAIN_BYTES) {
                throw new IllegalArgumentException(
                        "retainBytes: " + retainBytes + " (expected: >= " + MIN_RETAIN_BYTES + ")");
            }
            if (retainAge != null && (retainAge.isNegative() || retainAge.isZero())) {
                throw new IllegalArgumentException("retainAge: " + retainAge + " (expected: > 0)");
            }
            if (queueBytes < 1024) {
                throw new IllegalArgumentException("queueBytes: " + queueBytes + " (expected: >= 1024)");
            }
            LogFolder taken = LogFolder.open(folder, wait);
            return new LogOpening(taken, opening(taken), store -> new RocksLog(this, taken, store)).open();
        }

        private EpochStore.Opening opening(LogFolder taken) {
            return new EpochStore.Opening(LogFolder.bootId(), sync, taken.place(), taken.found(), taken.left());
        }
    }
}
