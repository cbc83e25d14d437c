package dev.tidings.spring.mvc;

import dev.tidings.hub.shard.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * The sessions that have ended lately. A container tells of the end of a session while that is still valid for whoever comes, and may
 * go on telling others of it for a while.
 * <p>
 * Safe for any thread.
 */
final class EndedSessions {

    /** 60 s: far longer than a container tells its listeners of an end. */
    static final Duration REMEMBERED = Duration.ofSeconds(60);

    /** 10 000 ids of some 100 bytes: 1 MB, should very many end at once. */
    static final int MOST = 10_000;

    private record Ended(String id, long nanos) {}

    private final Ticker ticker;

    // Guarded by this: the same sessions, in the order of their ends.
    private final Set<String> ids = new HashSet<>();
    private final Queue<Ended> ends = new ArrayDeque<>();

    EndedSessions(Ticker ticker) {
        this.ticker = ticker;
    }

    synchronized void add(String id) {
        forgetOld();
        if (ids.add(id)) {
            ends.add(new Ended(id, ticker.nanos()));
        }
    }

    synchronized boolean contains(String id) {
        forgetOld();
        return ids.contains(id);
    }

    private void forgetOld() {
        long now = ticker.nanos();
        Ended oldest = ends.peek();
        while (oldest != null && (ends.size() > MOST || now - oldest.nanos() > REMEMBERED.toNanos())) {
            ids.remove(oldest.id());
            ends.remove();
            oldest = ends.peek();
        }
    }
}
