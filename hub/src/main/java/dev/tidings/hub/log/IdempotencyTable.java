package dev.tidings.hub.log;

import dev.tidings.hub.event.IdempotencyKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of the last minutes, and what was published under each.
 * <p>
 * A key is remembered for at least the window and never given up early: when the table is full, new keys are refused. For one
 * thread at a time.
 */
public final class IdempotencyTable {

    /*
     * Slices of time, oldest first. A slice is a hash table in one array, and is dropped whole when its youngest key has
     * outlived the window:
     *
     *    [ 0 .. 1 min ][ 1 .. 2 min ] ... [ 5 .. 6 min, takes new keys ]
     *
     *    slot of six longs:  high | low | principal | fingerprint | first position | count
     *
     * A count of 0 marks a free slot. A key's place depends on a secret of the table: who publishes can choose keys whose hashes have
     * bits in common, and must not be able to choose their places.
     */

    /** 5 min: longer than clients go on to repeat a request. */
    public static final Duration DEFAULT_WINDOW = Duration.ofMinutes(5);

    /** 2 000 000: 6 600 keys a second for the whole window. */
    public static final int DEFAULT_CAPACITY = 2_000_000;

    /** 1/8: one publisher who is known cannot take the keys of all others. */
    private static final int PRINCIPALS_SHARE = 8;

    /** 1/16: keys must not be what fills the heap. */
    private static final int MAX_SHARE_OF_HEAP = 16;

    private static final int SLICES_PER_WINDOW = 5;
    private static final int SLOT_LONGS = 6;
    private static final int FIRST_SLOTS = 64;

    /** Slots are doubled at 5/8 full: so much a key takes at most. */
    private static final int MAX_BYTES_PER_KEY = SLOT_LONGS * Long.BYTES * 16 / 5;

    private final long windowMillis;
    private final long sliceMillis;
    private final int capacity;
    private final Deque<Slice> slices = new ArrayDeque<>();
    private final long secret = new SecureRandom().nextLong();
    private final long multiplier = new SecureRandom().nextLong() | 1;
    private int size;

    // The same for any thread.
    private volatile int known;

    /**
     * @param window how long a key is remembered at least
     * @param capacity most keys; of more than fit into 1/16 of the heap, so many are used
     */
    public IdempotencyTable(Duration window, int capacity) {
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("window: " + window + " (expected: > 0)");
        }
        if (capacity < PRINCIPALS_SHARE) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= " + PRINCIPALS_SHARE + ")");
        }
        this.windowMillis = window.toMillis();
        this.sliceMillis = Math.max(1, windowMillis / SLICES_PER_WINDOW);
        this.capacity =
                (int) Math.min(capacity, Runtime.getRuntime().maxMemory() / MAX_SHARE_OF_HEAP / MAX_BYTES_PER_KEY);
    }

    /**
     * What was published under a key.
     *
     * @param firstPosition of the first of its events, behind which the others follow one by one
     * @param count how many events it were, at least 1
     */
    public record Entry(IdempotencyKey key, long fingerprint, long firstPosition, int count) {}

    /** Null if the key is not remembered. */
    public @Nullable Entry find(IdempotencyKey key) {
        for (Slice slice : slices) {
            Entry found = slice.find(key);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Whether so many more keys of one principal fit, beside so many more of all. */
    boolean hasRoom(long principal, int ofPrincipal, int ofAll) {
        int theirs = ofPrincipal;
        for (Slice slice : slices) {
            theirs += slice.countOf(principal);
        }
        // Who is unknown is not one publisher, and as long as nobody is known has no others to leave room for.
        return size + ofAll <= capacity
                && (principal == IdempotencyKey.UNKNOWN_PRINCIPAL || theirs <= capacity / PRINCIPALS_SHARE);
    }

    /**
     * Remembers a key that is not remembered yet.
     *
     * @param millis when it was published; milliseconds since 1970-01-01T00:00Z
     */
    public void add(Entry entry, long millis) {
        Slice last = slices.peekLast();
        if (last != null && millis < last.beginMillis) {
            // The clock was set back: what it said before would be remembered for too long.
            slices.forEach(slice -> slice.beginMillis = Math.min(slice.beginMillis, millis));
        }
        if (last == null || millis >= last.beginMillis + sliceMillis) {
            last = new Slice(millis);
            slices.addLast(last);
        }
        last.add(entry);
        known = ++size;
    }

    /**
     * Forgets what has outlived the window.
     *
     * @return the largest first position among what was forgotten; -1 if nothing was
     */
    public long expire(long nowMillis) {
        long forgotten = -1;
        Slice first = slices.peekFirst();
        while (first != null && nowMillis >= first.beginMillis + sliceMillis + windowMillis) {
            slices.removeFirst();
            size -= first.size;
            known = size;
            forgotten = Math.max(forgotten, first.lastPosition);
            first = slices.peekFirst();
        }
        return forgotten;
    }

    /** Each bit of the result depends on each of the key and of the secret (the finalizer of MurmurHash3). */
    private long mixed(long high, long low) {
        long mixed = (low ^ secret) * multiplier + high;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    /** How many keys are remembered. Any thread. */
    public int size() {
        return known;
    }

    /** Most keys that are remembered at once. */
    public int capacity() {
        return capacity;
    }

    public Duration window() {
        return Duration.ofMillis(windowMillis);
    }

    /** The keys of a part of the window. */
    private final class Slice {

        long beginMillis;
        private long[] slots = new long[FIRST_SLOTS * SLOT_LONGS];
        private final Map<Long, Integer> perPrincipal = new HashMap<>();
        int size;
        long lastPosition;

        Slice(long beginMillis) {
            this.beginMillis = beginMillis;
        }

        @Nullable
        Entry find(IdempotencyKey key) {
            int at = placeOf(slots, key.high(), key.low());
            return slots[at + 5] == 0
                    ? null
                    : new Entry(
                            new IdempotencyKey(slots[at], slots[at + 1], slots[at + 2]),
                            slots[at + 3],
                            slots[at + 4],
                            (int) slots[at + 5]);
        }

        void add(Entry entry) {
            if ((size + 1) * SLOT_LONGS > slots.length / 8 * 5) {
                grow();
            }
            int at = placeOf(slots, entry.key().high(), entry.key().low());
            slots[at] = entry.key().high();
            slots[at + 1] = entry.key().low();
            slots[at + 2] = entry.key().principal();
            slots[at + 3] = entry.fingerprint();
            slots[at + 4] = entry.firstPosition();
            slots[at + 5] = entry.count();
            size++;
            lastPosition = Math.max(lastPosition, entry.firstPosition());
            perPrincipal.merge(entry.key().principal(), 1, Integer::sum);
        }

        int countOf(long principal) {
            return perPrincipal.getOrDefault(principal, 0);
        }

        private void grow() {
            long[] larger = new long[slots.length * 2];
            for (int from = 0; from < slots.length; from += SLOT_LONGS) {
                if (slots[from + 5] != 0) {
                    System.arraycopy(slots, from, larger, placeOf(larger, slots[from], slots[from + 1]), SLOT_LONGS);
                }
            }
            slots = larger;
        }

        /** The slot that holds the key, or the free one where it belongs. */
        private int placeOf(long[] table, long high, long low) {
            int count = table.length / SLOT_LONGS;
            int slot = (int) (mixed(high, low) & (count - 1));
            while (true) {
                int at = slot * SLOT_LONGS;
                if (table[at + 5] == 0 || (table[at] == high && table[at + 1] == low)) {
                    return at;
                }
                slot = (slot + 1) & (count - 1);
            }
        }
    }
}
