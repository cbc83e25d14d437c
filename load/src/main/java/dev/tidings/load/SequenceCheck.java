package dev.tidings.load;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of the numbers of one lane at one subscriber: each shall come once, in order.
 *
 * <p>Allocates only when something is wrong. Confined to one event loop.
 */
final class SequenceCheck {
    /** What one number was. */
    enum Verdict {
        IN_ORDER,
        /** Numbers before it have not come, and no gap was announced. */
        AFTER_A_HOLE,
        /** Numbers before it have not come, as a gap announced. */
        AFTER_A_GAP,
        /** Was missing, and came after a later one. */
        LATE,
        DUPLICATE
    }

    private long expected;
    private long missing;
    private long announced;
    private boolean gapAnnounced;

    // First and last number of each hole that no gap announced.
    private @Nullable TreeMap<Long, Long> holes;

    Verdict seen(long sequence) {
        if (sequence == expected) {
            expected++;
            gapAnnounced = false;
            return Verdict.IN_ORDER;
        }
        return sequence > expected ? jump(sequence) : again(sequence);
    }

    /** Numbers may be missing now. */
    void gap() {
        gapAnnounced = true;
    }

    /** How many up to and without this number have neither come nor been announced as missing. */
    long lostBefore(long end) {
        return missing + Math.max(0, gapAnnounced ? 0 : end - expected);
    }

    long announced() {
        return announced;
    }

    /** The number that is to come next. */
    long expected() {
        return expected;
    }

    /** What is missing, for a person. */
    String describe(long end) {
        String holed = holes == null || holes.isEmpty() ? "none" : holes.toString();
        return "a subscriber has had numbers below " + expected + " of " + end + ", without " + holed;
    }

    private Verdict jump(long sequence) {
        long skipped = sequence - expected;
        long first = expected;
        expected = sequence + 1;
        if (gapAnnounced) {
            gapAnnounced = false;
            announced += skipped;
            return Verdict.AFTER_A_GAP;
        }
        missing += skipped;
        if (holes == null) holes = new TreeMap<>();
        holes.put(first, sequence - 1);
        return Verdict.AFTER_A_HOLE;
    }

    private Verdict again(long sequence) {
        Map.Entry<Long, Long> hole = holes == null ? null : holes.floorEntry(sequence);
        if (holes == null || hole == null || hole.getValue() < sequence) return Verdict.DUPLICATE;
        holes.remove(hole.getKey());
        if (hole.getKey() < sequence) holes.put(hole.getKey(), sequence - 1);
        if (hole.getValue() > sequence) holes.put(sequence + 1, hole.getValue());
        missing--;
        return Verdict.LATE;
    }
}
