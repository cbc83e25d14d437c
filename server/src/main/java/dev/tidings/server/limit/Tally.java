package dev.tidings.server.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many each has of something, of which each may have so many. Nothing is left of those who have none. Safe for any thread. */
final class Tally<K> {

    private final int most;
    private final ConcurrentMap<K, Integer> counts = new ConcurrentHashMap<>();

    /** @param most of one; 0 for as many as they like, which are not counted */
    Tally(int most) {
        this.most = most;
    }

    boolean isOn() {
        return most > 0;
    }

    /** Counts one more; false if that is too many. Otherwise one {@link #leave} follows. */
    boolean enter(K key) {
        // Counted first and taken back, so that nobody has to know the count of before.
        if (counts.merge(key, 1, Integer::sum) <= most) {
            return true;
        }
        leave(key);
        return false;
    }

    void leave(K key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    int most() {
        return most;
    }

    /** What the one has that has most. */
    int largest() {
        return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** How many have any. */
    int size() {
        return counts.size();
    }
}
