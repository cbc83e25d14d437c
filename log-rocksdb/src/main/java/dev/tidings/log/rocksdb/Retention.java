package dev.tidings.log.rocksdb;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much is retained, and so how large a segment becomes, which is what is dropped at once.
 *
 * @param bytes of events and lists, on the disk
 * @param segmentBytes at which a segment ends; 0 for what suits the bytes
 * @param age null if age does not matter
 */
record Retention(long bytes, long segmentBytes, @Nullable Duration age) {

    /** 1/16 of the bytes or of the age: both bounds together make at most 32 segments. */
    private static final int PARTS = 16;

    /** 16 KiB: a column family costs more than fewer bytes are worth. */
    private static final long MIN_SEGMENT_BYTES = 16 << 10;

    /** 1 GiB: so that a segment is at most some dozen files. */
    private static final long MAX_SEGMENT_BYTES = 1L << 30;

    /** 4: a segment may grow so many times too large before appends wait for the next one. */
    private static final int OVERDUE = 4;

    /** 10 s: by so much a clock may be set back without more ado. */
    private static final long CLOCK_MILLIS = 10_000;

    /** 128 MiB, at most 1/32 of the heap: the lists of the open segment, and again of one that is being written down. */
    private static final long MAX_LISTS_BYTES =
            Math.min(128L << 20, Math.max(1L << 20, Runtime.getRuntime().maxMemory() / 32));

    Retention {
        if (segmentBytes == 0) {
            segmentBytes = Math.max(MIN_SEGMENT_BYTES, Math.min(MAX_SEGMENT_BYTES, bytes / PARTS));
        }
    }

    /** Whether a segment has had enough. */
    boolean isFull(Segment segment, long nowMillis) {
        return !segment.isEmpty()
                && (segment.bytes() >= segmentBytes
                        || segment.heapBytes() >= MAX_LISTS_BYTES
                        || (age != null && segment.firstMillis() <= nowMillis - age.toMillis() / PARTS)
                        || segment.firstMillis() > nowMillis + CLOCK_MILLIS);
    }

    /** Whether a segment is so much too large that what is retained would be far too much. */
    boolean isOverdue(Segment segment) {
        return segment.bytes() >= OVERDUE * segmentBytes;
    }

    boolean isExpired(Segment segment, long nowMillis) {
        return age != null && !segment.isEmpty() && segment.lastMillis() < nowMillis - age.toMillis();
    }

    /** A clock that was ahead may have marked some of its events: but those of the next segment came later. */
    boolean isExpired(Segment segment, Segment next, long nowMillis) {
        return isExpired(segment, nowMillis) || (age != null && next.firstMillis() < nowMillis - age.toMillis());
    }

    /** Whether there are enough bytes without the oldest segment; one that has grown too large stays until there are about enough. */
    boolean isTooMuch(long allBytes, Segment oldest) {
        return allBytes > bytes && allBytes - oldest.bytes() >= bytes / 2;
    }
}
