package dev.tidings.sse;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream of bytes, chunked in any way, into lines: the lower half of {@link EventDecoder}.
 *
 * <p>Lines end with CRLF, LF or CR, mixed. One leading byte order mark is removed. What the line end of a last line has
 * not ended is never handed out. Not thread-safe.
 */
final class LineDecoder {
    /*
     * Works on bytes, since no byte of a multi-byte character equals CR or LF: a line is whole characters, whatever the
     * chunks were, and whoever needs its text decodes it once.
     *
     *    buffer   | begun line, scanned | new bytes |  free  |
     *             0                  scanned      limit
     *
     * A CR ends its line now, for the LF that may belong to it can be far away. The line after it remembers that it
     * began after a CR; if the first thing in it is a LF, that was the other half of the line end.
     */

    /** Receives one line, without its end. The bytes are valid during the call only. */
    @FunctionalInterface
    interface LineSink {
        void line(byte[] bytes, int from, int to);
    }

    /** 8 KiB: what is copied at once, so that a huge chunk of short lines needs no huge buffer. */
    private static final int SLICE_BYTES = 8 << 10;

    /** 64 KiB: a buffer that one long line has grown beyond this is not kept for the rest of the connection. */
    static final int RETAINED_BYTES = 64 << 10;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] NOTHING = {};

    private final int maxLineBytes;
    private final LineSink sink;

    private byte[] buffer = NOTHING;
    private int scanned;
    private int limit;
    private boolean atStreamStart = true;
    private boolean beganAfterCr;

    LineDecoder(int maxLineBytes, LineSink sink) {
        this.maxLineBytes = maxLineBytes;
        this.sink = sink;
    }

    /** Takes all remaining bytes and hands out each line they end. */
    void decode(ByteBuffer chunk) {
        while (chunk.hasRemaining()) {
            int slice = Math.min(chunk.remaining(), SLICE_BYTES);
            reserve(limit + slice);
            chunk.get(buffer, limit, slice);
            limit += slice;
            if (!atStreamStart || streamStartIsKnown()) scan();
        }
    }

    private void reserve(int bytes) {
        if (bytes > buffer.length) buffer = Arrays.copyOf(buffer, Math.max(bytes, buffer.length * 2));
    }

    /** False while the bytes so far may still become a byte order mark. */
    private boolean streamStartIsKnown() {
        int compared = Math.min(limit, BYTE_ORDER_MARK.length);
        boolean alike = Arrays.equals(buffer, 0, compared, BYTE_ORDER_MARK, 0, compared);
        if (alike && compared < BYTE_ORDER_MARK.length) return false;
        if (alike) keepFrom(BYTE_ORDER_MARK.length);
        scanned = 0;
        atStreamStart = false;
        return true;
    }

    private void scan() {
        int start = 0;
        for (int at = scanned; at < limit; at++) {
            byte b = buffer[at];
            if (b != '\n' && b != '\r') continue;
            boolean secondHalfOfCrLf = b == '\n' && beganAfterCr && at == start;
            if (!secondHalfOfCrLf) {
                requireBound(at - start);
                sink.line(buffer, start, at);
            }
            beganAfterCr = b == '\r';
            start = at + 1;
        }
        requireBound(limit - start);
        keepFrom(start);
    }

    private void requireBound(int lineBytes) {
        if (lineBytes > maxLineBytes) throw new EventTooLargeException("line", maxLineBytes);
    }

    private void keepFrom(int start) {
        limit -= start;
        scanned = limit;
        if (limit == 0 && buffer.length > RETAINED_BYTES) buffer = NOTHING;
        else if (start > 0) System.arraycopy(buffer, start, buffer, 0, limit);
    }
}
