package dev.tidings.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Cuts bytes into lines that end with LF or CRLF.
 *
 * <p>A line is looked at where it was read, and copied only if a read or a chunk ends within it; of such a line the first
 * {@value #KEPT_BYTES} bytes are kept. Allocates nothing. Confined to one event loop.
 */
final class Lines {
    /** 256 bytes: of a line that is cut in two, enough for the fields and the numbers that anyone asks for. */
    static final int KEPT_BYTES = 256;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    // The line that has ended, without what ended it, and where the next one begins in what was read.
    byte[] bytes = {};
    int from;
    int to;
    int next;

    private final byte[] carried = new byte[KEPT_BYTES];
    private int carriedBytes;

    /** Looks for the end of the line between these two; whether there is one. If not, all of it is taken, and {@code next} is the limit. */
    boolean cut(byte[] read, int at, int limit) {
        int lineFeed = lineFeed(read, at, limit);
        if (lineFeed < 0) {
            carry(read, at, limit);
            next = limit;
            return false;
        }
        next = lineFeed + 1;
        if (carriedBytes == 0) {
            bytes = read;
            from = at;
            to = lineFeed;
        } else {
            carry(read, at, lineFeed);
            bytes = carried;
            from = 0;
            to = carriedBytes;
            carriedBytes = 0;
        }
        if (to > from && bytes[to - 1] == '\r') to--;
        return true;
    }

    /** Whether the line begins with these ASCII letters. */
    boolean startsWith(byte[] prefix) {
        if (to - from < prefix.length) return false;
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[from + i] != prefix[i]) return false;
        }
        return true;
    }

    /** The line as a text. Allocates: for what is rare. */
    String text() {
        return new String(bytes, from, to - from, java.nio.charset.StandardCharsets.US_ASCII);
    }

    private void carry(byte[] read, int at, int end) {
        int kept = Math.min(end - at, KEPT_BYTES - carriedBytes);
        System.arraycopy(read, at, carried, carriedBytes, kept);
        carriedBytes += kept;
    }

    /** Eight bytes at a time: the lowest byte that is LF is the lowest that has its high bit set in the end. */
    private static int lineFeed(byte[] in, int at, int limit) {
        int i = at;
        for (; i <= limit - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(in, i) ^ LINE_FEEDS;
            long hits = (word - LOW_BITS) & ~word & HIGH_BITS;
            if (hits != 0) return i + (Long.numberOfTrailingZeros(hits) >>> 3);
        }
        for (; i < limit; i++) {
            if (in[i] == '\n') return i;
        }
        return -1;
    }
}
