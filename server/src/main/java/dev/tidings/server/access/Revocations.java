package dev.tidings.server.access;

import dev.tidings.server.http.Problem;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens, and tickets that were issued for them, are not believed any more, though they have not expired: those of a user
 * that were issued before a moment.
 * <p>
 * Safe for any thread; asking takes no lock and does not block.
 */
public final class Revocations {
    /*
     * No stream may be open that rests on a revoked credential, whichever comes first:
     *
     *    an administrator            an event loop
     *    ----------------            -------------
     *    1 the entry is visible      a Router asks refuse()       ┐ one task
     *    2 a task goes to each loop  b the route handles it       ├ of the loop
     *    3 from which another one    c the stream asks the shard  │
     *      looks at every stream       to join, in a task behind  ┘
     *    4 the file is written
     *    5 the answer
     *
     * If (a) does not see the entry, then (1) came after it, and so the task of (2) runs after the task that a, b and c are, which
     * is running; then (3) stands in line behind the stream's joining, and finds it. Otherwise (a) finds the entry. There is no third
     * way, since a, b and c are one task: who has to wait for its token to be verified, or for its ticket, is asked for in the task that goes on
     * afterwards (Later), not in the one before. A token that is remembered as verified is asked for each time, too.
     *
     * What was acknowledged (5) is on the disk (4). What is on its way there holds already: nobody gets more time by a crash, and
     * who hears of a failure asks again.
     */

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    /** 100 000 users: some 15 MB of heap, and 5 MB to write each time. */
    public static final int MAX_ENTRIES = 100_000;

    /** 5 min ahead at most: clocks of those who issue tokens may be so far ahead; a mistyped year must not lock somebody out. */
    static final Duration MOST_AHEAD = TokenRules.MAX_LEEWAY;

    private static final long IDLE_SECONDS = 10;

    private final @Nullable RevocationsFile file;
    private final InstantSource clock;
    private final Executor writer;
    private final int maxEntries;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /** By name, in milliseconds since 1970. Written under the lock. */
    private final Map<String, Long> issuedBefore = new ConcurrentHashMap<>();

    private final AtomicLong changes = new AtomicLong();

    private volatile @Nullable Duration longestLife;

    // The writer's only.
    private long written;

    /** Guarded by this. */
    private boolean loaded;

    /** Ends what rests on a revoked credential. */
    public interface Watcher {

        /**
         * Called when the entry holds for everybody who asks. Does not block.
         *
         * @param principal as hubs know it
         * @return how many streams have been ended
         */
        CompletionStage<Integer> revoked(String principal, Instant issuedBefore);
    }

    /** What came of a revocation. */
    public record Outcome(String principal, Instant issuedBefore, int closed) {}

    /**
     * @param path where they outlive the process; null if they do not
     */
    Revocations(@Nullable Path path, InstantSource clock) {
        this(path, clock, writer(), MAX_ENTRIES);
    }

    Revocations(@Nullable Path path, InstantSource clock, Executor writer, int maxEntries) {
        this.file = path == null ? null : new RevocationsFile(path);
        this.clock = clock;
        this.writer = writer;
        this.maxEntries = maxEntries;
    }

    /** One, since the file is one; gone when it has nothing to do. */
    private static Executor writer() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "tidings-revocations");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Reads what was revoked before, once. Blocks.
     *
     * @throws IllegalStateException if that cannot be read as a whole: what was revoked must not be believed again
     */
    synchronized void load() {
        if (!loaded && file != null) {
            issuedBefore.putAll(file.read());
        }
        loaded = true;
    }

    /** @param longest for which any token is good; null if that is not limited, and so nothing can ever be forgotten */
    void limit(@Nullable Duration longest) {
        longestLife = longest;
    }

    boolean isIn(@Nullable Path path) {
        return file == null ? path == null : file.path().equals(path);
    }

    /** Lets somebody know of each revocation from now on. */
    public void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    public void forget(Watcher watcher) {
        watchers.remove(watcher);
    }

    /** @throws dev.tidings.server.http.ProblemException 401 if the credential of somebody is revoked */
    void refuse(Principal who) {
        if (who.kind() == Principal.Kind.USER && covers(who.name(), who.issuedAt())) {
            throw TokenVerifier.refused("it was revoked");
        }
    }

    /** @param issuedAt null if nobody knows: then it was before */
    boolean covers(String name, @Nullable Instant issuedAt) {
        Long before = issuedBefore.get(name);
        return before != null && (issuedAt == null || issuedAt.isBefore(Instant.ofEpochMilli(before)));
    }

    /**
     * Revokes what was issued for a user before a moment; of two moments the later one holds. It holds at once.
     *
     * @param name as tokens name their owner
     * @return completed when it is on the disk and the streams have ended; fails with a {@code ProblemException}: 400 if the moment
     *     lies ahead, 429 if no more can be remembered, 503 if it could not be written
     */
    public CompletionStage<Outcome> revoke(String name, Instant moment) {
        Instant latest = clock.instant().plus(MOST_AHEAD);
        if (moment.isAfter(latest) || moment.isBefore(Instant.EPOCH)) {
            return CompletableFuture.failedStage(Problem.of(
                            400,
                            "issuedBefore: " + moment + " (expected: a time since 1970, at most 5 minutes from now)")
                    .toException());
        }
        long millis = ceilMillis(moment);
        if (put(name, millis)) {
            return enforce(name);
        }
        return CompletableFuture.supplyAsync(() -> dropAndPut(name, millis), writer)
                .thenCompose(there -> there ? enforce(name) : full());
    }

    /** A token knows seconds; what falls between two of those it is given must not be believed. */
    private static long ceilMillis(Instant moment) {
        Instant millis = moment.truncatedTo(ChronoUnit.MILLIS);
        return millis.toEpochMilli() + (millis.equals(moment) ? 0 : 1);
    }

    private synchronized boolean put(String name, long millis) {
        if (issuedBefore.size() >= maxEntries && !issuedBefore.containsKey(name)) {
            return false;
        }
        issuedBefore.merge(name, millis, Math::max);
        changes.incrementAndGet();
        return true;
    }

    private synchronized boolean dropAndPut(String name, long millis) {
        Duration life = longestLife;
        if (life != null) {
            long past = clock.instant().minus(life).minus(TokenRules.MAX_LEEWAY).toEpochMilli();
            issuedBefore.values().removeIf(before -> before < past);
        }
        return put(name, millis);
    }

    private static <T> CompletionStage<T> full() {
        return CompletableFuture.failedStage(Problem.of(
                        429,
                        MAX_ENTRIES + " users have revoked tokens, and some of those may still be valid"
                                + " (expected: fewer; take the key back that tokens are signed with, or limit their life"
                                + " by 'longest' of 'access.jwt')")
                .toException());
    }

    private CompletionStage<Outcome> enforce(String name) {
        String principal = Principal.Kind.USER.id(name);
        Instant before = Instant.ofEpochMilli(issuedBefore.getOrDefault(name, Long.MIN_VALUE));
        CompletionStage<Integer> ended = CompletableFuture.completedStage(0);
        for (Watcher watcher : watchers) {
            ended = ended.thenCombine(watcher.revoked(principal, before), Integer::sum);
        }
        return ended.thenCombine(persist(), (closed, done) -> new Outcome(principal, before, closed));
    }

    /** What several wait for is written once. */
    private CompletionStage<Boolean> persist() {
        RevocationsFile kept = file;
        if (kept == null) {
            return CompletableFuture.completedStage(false);
        }
        long mine = changes.get();
        return CompletableFuture.supplyAsync(
                () -> {
                    if (written < mine) {
                        long upTo = changes.get();
                        write(kept);
                        written = upTo;
                    }
                    return true;
                },
                writer);
    }

    private void write(RevocationsFile kept) {
        try {
            kept.write(new TreeMap<>(issuedBefore));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "revocations cannot be written to " + kept.path(), e);
            throw Problem.of(
                            503,
                            "it holds, but could not be written to the disk, and would end with the process;"
                                    + " the log says why (expected: ask again)")
                    .toException();
        }
    }
}
