package dev.tidings.testkit;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.IdempotencyException;
import dev.tidings.hub.log.IdempotencyTable;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.log.ReplayIndex;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A log that does whatever {@link EventLog} allows, for tests of what reads logs: who counts with positions, takes a short page for
 * the end, or an append for done when it has returned, is found out here.
 * <p>
 * In memory, slow, and safe for any thread. The same seed and calls give the same.
 */
public final class AwkwardLog implements EventLog {

    /*
     *   earliest   epoch a                  lossy      epoch b                                head
     *   |          start    e      e  e     |          start   e             e                e    e
     *   |··········|--------|------|--|-----x··lost····|-------|-------------|----------------|----|
     *
     * Between neighbours lie up to four million positions without an event, and the log does not begin at 0. The earliest place is
     * anywhere between the last event that was dropped and the first that was not. A page ends where it likes.
     */

    private static final Logger LOG = System.getLogger(AwkwardLog.class.getName());

    /** 2^22: the largest step is large, and most are small. */
    private static final int MAX_STEP_BITS = 22;

    private static final int FOLLOW_PAGE = 7;

    private final Builder settings;
    private final Random random;
    private final Kept kept;

    // All below, and what is kept, under this object's monitor. Nobody waits for a promise there.
    private final List<Followed> followers = new ArrayList<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean closed;

    /** What is there when the log is opened again. */
    private static final class Kept {
        final List<Delivery> events = new ArrayList<>();

        /** Where each list of events that were appended together begins. */
        final NavigableSet<Long> begins = new TreeSet<>();

        final Map<IdempotencyKey, Known> keys = new LinkedHashMap<>();
        Epochs epochs;
        long earliest;
        long head;
        long bytes;

        Kept(Epochs epochs) {
            this.epochs = epochs;
            this.earliest = epochs.list().get(0).start();
            this.head = earliest;
        }
    }

    private record Known(long fingerprint, List<EventId> ids, long millis) {}

    private record Waiting(Publication publication, CompletableFuture<List<EventId>> ids) {}

    private AwkwardLog(Builder settings, Random random, Kept kept) {
        this.settings = settings;
        this.random = random;
        this.kept = kept;
    }

    /** @param seed decides where events lie, and where pages end */
    public static Builder builder(long seed) {
        return new Builder(seed);
    }

    // What only this log can do.

    /** Somebody else drops the oldest events, at most so many. */
    public synchronized void trim(int count) {
        drop(Math.min(count, kept.events.size()));
    }

    /** This log, which is closed, opened again: with all events, in a new epoch. */
    public synchronized AwkwardLog reopen() {
        return reopenLosing(0);
    }

    /**
     * This log, which is closed, opened again as after a power cut: in a new epoch behind a lossy boundary, without its newest
     * events.
     *
     * @param appends how many appends are lost, if there were so many; with 0 the boundary is clean
     */
    public synchronized AwkwardLog reopenLosing(int appends) {
        if (!closed) {
            throw new IllegalStateException("the log is open (expected: closed)");
        }
        for (int i = 0; i < appends && !kept.begins.isEmpty(); i++) {
            lose(kept.begins.pollLast());
        }
        long end = kept.events.isEmpty()
                ? kept.earliest
                : kept.events.get(kept.events.size() - 1).position();
        List<Epochs.Epoch> epochs = kept.epochs.list();
        end = Math.max(end, epochs.get(epochs.size() - 1).start());
        kept.head = end + step();
        kept.epochs = kept.epochs.mint(kept.head, appends > 0);
        return new AwkwardLog(settings, random, kept);
    }

    private void lose(long from) {
        List<Delivery> lost = kept.events.subList(firstBehind(from - 1), kept.events.size());
        kept.bytes -= lost.stream().mapToLong(Delivery::heapBytes).sum();
        lost.clear();
        kept.keys.values().removeIf(known -> known.ids().stream().anyMatch(id -> id.position() >= from));
    }

    private long step() {
        return 1L + random.nextInt(1 << random.nextInt(MAX_STEP_BITS + 1));
    }

    // Appending.

    @Override
    public CompletionStage<List<EventId>> append(Publication publication) {
        CompletableFuture<List<EventId>> ids = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new LogClosedException());
            }
            waiting.add(new Waiting(publication, ids));
        }
        settings.appender.execute(this::appendWaiting);
        return ids;
    }

    private void appendWaiting() {
        List<Runnable> answers;
        synchronized (this) {
            answers = appendAll();
        }
        answers.forEach(Runnable::run);
    }

    /** Appends all that waits as one group; returns what is left to do when the monitor has been left. */
    private List<Runnable> appendAll() {
        List<Runnable> answers = new ArrayList<>();
        List<Delivery> group = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            CompletableFuture<List<EventId>> answer = next.ids();
            try {
                List<EventId> ids = append(next.publication(), group);
                answers.add(() -> answer.complete(ids));
            } catch (IdempotencyException e) {
                answers.add(() -> answer.completeExceptionally(e));
            }
        }
        if (!group.isEmpty()) {
            retain();
            hand(group);
        }
        return answers;
    }

    private List<EventId> append(Publication publication, List<Delivery> group) {
        long now = settings.clock.millis();
        forgetKeys(now);
        String epoch = kept.epochs.idOf(kept.head).epoch();
        Map<IdempotencyKey, Known> added = new LinkedHashMap<>();
        List<Delivery> fresh = new ArrayList<>();
        List<EventId> ids = new ArrayList<>();
        long position = kept.head;
        for (Publication.Part part : publication.parts()) {
            Known known = find(part, added);
            if (known == null) {
                List<EventId> ofPart = new ArrayList<>();
                for (Event event : part.events()) {
                    position += step();
                    Delivery delivery = new Delivery(epoch, position, now, event);
                    fresh.add(delivery);
                    ofPart.add(delivery.id());
                }
                known = new Known(part.fingerprint(), ofPart, now);
                if (part.key() != null) {
                    added.put(part.key(), known);
                }
            }
            ids.addAll(known.ids());
        }
        kept.keys.putAll(added);
        if (!fresh.isEmpty()) {
            kept.begins.add(fresh.get(0).position());
            kept.events.addAll(fresh);
            kept.bytes += fresh.stream().mapToLong(Delivery::heapBytes).sum();
            kept.head = position;
            group.addAll(fresh);
        }
        return List.copyOf(ids);
    }

    private @Nullable Known find(Publication.Part part, Map<IdempotencyKey, Known> added) {
        if (part.key() == null) {
            return null;
        }
        Known known = added.getOrDefault(part.key(), kept.keys.get(part.key()));
        if (known != null
                && (known.fingerprint() != part.fingerprint()
                        || known.ids().size() != part.events().size())) {
            throw new IdempotencyException(
                    IdempotencyException.Reason.OTHER_EVENTS, "idempotency key: used for other events before");
        }
        return known;
    }

    private void forgetKeys(long nowMillis) {
        Iterator<Known> oldest = kept.keys.values().iterator();
        while (oldest.hasNext() && nowMillis - oldest.next().millis() >= IdempotencyTable.DEFAULT_WINDOW.toMillis()) {
            oldest.remove();
        }
    }

    // Retention.

    private void retain() {
        int dropped = 0;
        long bytes = kept.bytes;
        while (dropped < kept.events.size() - 1 && (bytes > settings.maxBytes || isTooOld(kept.events.get(dropped)))) {
            bytes -= kept.events.get(dropped++).heapBytes();
        }
        drop(dropped);
    }

    private boolean isTooOld(Delivery event) {
        Instant now = settings.clock.instant();
        return settings.retainAge != null && event.time().isBefore(now.minus(settings.retainAge));
    }

    private void drop(int count) {
        if (count == 0) {
            return;
        }
        List<Delivery> dropped = kept.events.subList(0, count);
        long last = dropped.get(count - 1).position();
        kept.bytes -= dropped.stream().mapToLong(Delivery::heapBytes).sum();
        dropped.clear();
        kept.begins.headSet(last, true).clear();
        long next = kept.events.isEmpty() ? kept.head + 1 : kept.events.get(0).position();
        kept.earliest = last + random.nextLong(next - last);
    }

    // Reading.

    @Override
    public synchronized List<Delivery> read(long after, int limit) {
        requireAtLeastOne("limit", limit);
        requireOpen();
        int first = firstBehind(after);
        int there = Math.min(limit, kept.events.size() - first);
        return there == 0 ? List.of() : List.copyOf(kept.events.subList(first, first + 1 + random.nextInt(there)));
    }

    @Override
    public synchronized List<Delivery> read(long[] positions) {
        requireOpen();
        List<Delivery> found = new ArrayList<>();
        for (long position : positions) {
            int at = firstBehind(position - 1);
            if (at < kept.events.size() && kept.events.get(at).position() == position) {
                found.add(kept.events.get(at));
            }
        }
        return found;
    }

    /** The index of the first event behind a cursor. */
    private int firstBehind(long cursor) {
        int low = 0;
        int high = kept.events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (kept.events.get(middle).position() <= cursor) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void requireOpen() {
        if (closed) {
            throw new LogClosedException();
        }
    }

    private static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }

    @Override
    public synchronized long earliest() {
        return kept.earliest;
    }

    @Override
    public synchronized long head() {
        return kept.head;
    }

    @Override
    public synchronized Epochs epochs() {
        return kept.epochs;
    }

    @Override
    public ReplayIndex replayIndex() {
        return new Scan();
    }

    /** Looks at every event. */
    private final class Scan implements ReplayIndex {

        @Override
        public Matches matches(Subscription subscription, long after, long through, int limit) {
            synchronized (AwkwardLog.this) {
                requireAtLeastOne("limit", limit);
                requireOpen();
                long[] found = kept.events.subList(firstBehind(after), firstBehind(through)).stream()
                        .filter(event -> subscription.matches(event.event()))
                        .mapToLong(Delivery::position)
                        .limit(limit)
                        .toArray();
                return new Matches(
                        found,
                        found.length == limit ? found[limit - 1] : Math.max(after, Math.min(through, kept.head)));
            }
        }

        @Override
        public long beforeNewest(Subscription subscription, long through, int count) {
            synchronized (AwkwardLog.this) {
                requireAtLeastOne("count", count);
                requireOpen();
                int oldest = firstBehind(through);
                int found = 0;
                for (int i = oldest - 1; i >= 0 && found < count; i--) {
                    if (subscription.matches(kept.events.get(i).event())) {
                        oldest = i;
                        found++;
                    }
                }
                return found == 0 ? Math.min(through, kept.head) : placeBefore(oldest);
            }
        }

        /** Anywhere between an event and the one before. */
        private long placeBefore(int index) {
            long before =
                    index == 0 ? kept.earliest : kept.events.get(index - 1).position();
            return before + random.nextLong(kept.events.get(index).position() - before);
        }
    }

    // Following.

    @Override
    public synchronized Following follow(long after, Follower follower) {
        requireNonNull(follower, "follower");
        requireOpen();
        if (after < kept.earliest || after > kept.head) {
            throw new IllegalArgumentException("after: " + after + " (expected: " + kept.earliest + " to " + kept.head
                    + ", which is what is retained)");
        }
        Followed followed = new Followed(follower);
        for (int i = firstBehind(after); i < kept.events.size(); i += FOLLOW_PAGE) {
            followed.hand(List.copyOf(kept.events.subList(i, Math.min(i + FOLLOW_PAGE, kept.events.size()))));
        }
        followers.add(followed);
        return followed;
    }

    private void hand(List<Delivery> events) {
        List<Delivery> group = List.copyOf(events);
        List.copyOf(followers).forEach(followed -> followed.hand(group));
    }

    private final class Followed implements Following {

        private final Follower follower;
        private boolean left;

        Followed(Follower follower) {
            this.follower = follower;
        }

        void hand(List<Delivery> events) {
            if (left) {
                return;
            }
            try {
                follower.appended(events);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "A follower of the log failed; it goes on with what comes next", e);
            }
        }

        @Override
        public void close() {
            synchronized (AwkwardLog.this) {
                left = true;
                followers.remove(this);
            }
        }
    }

    @Override
    public void close() {
        List<Runnable> answers;
        synchronized (this) {
            answers = appendAll();
            closed = true;
            followers.clear();
        }
        answers.forEach(Runnable::run);
    }

    /** How an {@link AwkwardLog} is opened. For one thread. */
    public static final class Builder {

        private final long seed;
        private long maxBytes = Long.MAX_VALUE;
        private @Nullable Duration retainAge;
        private InstantSource clock = InstantSource.system();
        private Executor appender = Runnable::run;

        private Builder(long seed) {
            this.seed = seed;
        }

        /** The oldest events are dropped beyond so many bytes of heap; by default only {@link #trim} drops any. */
        public Builder maxBytes(long bytes) {
            maxBytes = bytes;
            return this;
        }

        /** Events older than this are dropped too, at the next append. Without it age does not matter. */
        public Builder retainAge(Duration age) {
            retainAge = requireNonNull(age, "age");
            return this;
        }

        /** Where the time of events comes from. */
        public Builder clock(InstantSource source) {
            clock = requireNonNull(source, "source");
            return this;
        }

        /**
         * Appends, hands to the followers and acknowledges, some time after {@link AwkwardLog#append} has returned; several appends
         * at once if several are waiting. By default that is done before it returns.
         */
        public Builder appender(Executor executor) {
            appender = requireNonNull(executor, "executor");
            return this;
        }

        /** An empty log, in its first epoch. */
        public AwkwardLog open() {
            Random random = new Random(seed);
            String name = Epochs.first().list().get(0).name();
            long start = random.nextInt(1 << MAX_STEP_BITS);
            return new AwkwardLog(this, random, new Kept(new Epochs(List.of(new Epochs.Epoch(name, start, false)))));
        }
    }
}
