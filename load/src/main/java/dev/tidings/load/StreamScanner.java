package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.Locale;

/**
 * Finds the numbers of our own events in the bytes of one response: its head, its chunks if it has any, the lines of the event stream;
 * of HTTP/2 in the latter only.
 *
 * <p>What it does not understand is reported, never skipped. Allocates nothing per event. Confined to one event loop.
 */
final class StreamScanner {
    /*
     *    HEAD ──blank line, 200──> SIZE ──LF──> CHUNK ──chunk is over──> CHUNK_END ──LF──> SIZE ...
     *      │                        └──0──> OVER
     *      └──the same, not chunked, or bodyFollows()──> UNTIL_CLOSE
     *
     * Lines do not care for chunks: a server may cut its chunks anywhere, for instance one in the middle of a line.
     */

    /** What is found, in the order of the stream. */
    interface Sink {
        /** The response is a stream. */
        void opened();

        /** One of our events has ended. */
        void event(long lane, long sequence, long sentNanos);

        /** A {@code tidings.gap} has ended. */
        void gap();

        /** An event has ended that is not ours. */
        void foreign();

        /** The body is over, as its framing says. */
        void over();

        /** What follows cannot be read; nothing more is reported. */
        void unreadable(String why);
    }

    /** A hub that is full or ends answers with a short body that says when to come back. */
    static final String NO_STREAM = "a body that is no stream: the hub takes no new streams";

    private static final byte[] DATA = "data:".getBytes(US_ASCII);
    private static final byte[] GAP = "event: tidings.gap".getBytes(US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200".getBytes(US_ASCII);

    private static final String CHUNKED = "transfer-encoding: chunked";
    private static final String LENGTH = "content-length:";

    private enum State {
        HEAD,
        SIZE,
        CHUNK,
        CHUNK_END,
        UNTIL_CLOSE,
        OVER
    }

    private final Sink sink;
    private final byte[] scratch;
    private final Lines lines = new Lines();
    private State state = State.HEAD;
    private int chunkBytes;
    private boolean statusSeen;
    private boolean chunked;

    // The block being read.
    private boolean hasData;
    private boolean isOurs;
    private boolean isGap;
    private long lane;
    private long sequence;
    private long sentNanos;

    // Where the line of data is being read.
    private int at;

    /** @param scratch may be shared by all scanners of an event loop: nothing stays in it */
    StreamScanner(Sink sink, byte[] scratch) {
        this.sink = sink;
        this.scratch = scratch;
    }

    /** Before anything is read: somebody else has read the head, and what comes is the body, without framing. */
    void bodyFollows() {
        state = State.UNTIL_CLOSE;
        sink.opened();
    }

    /** Reads all there is. */
    void read(ByteBuf in) {
        while (in.isReadable() && state != State.OVER) {
            int size = Math.min(in.readableBytes(), scratch.length);
            in.readBytes(scratch, 0, size);
            int done = 0;
            while (done < size && state != State.OVER) done = read(done, size);
        }
    }

    private int read(int from, int size) {
        return switch (state) {
            case HEAD -> head(from, size);
            case SIZE -> size(from, size);
            case CHUNK -> chunk(from, size);
            case CHUNK_END -> chunkEnd(from, size);
            case UNTIL_CLOSE -> lines(from, size);
            case OVER -> size;
        };
    }

    private int head(int from, int size) {
        if (!lines.cut(scratch, from, size)) return size;
        boolean blank = lines.from == lines.to;
        if (!statusSeen) {
            statusSeen = true;
            if (!lines.startsWith(OK)) fail("status: " + lines.text());
        } else if (blank) {
            state = chunked ? State.SIZE : State.UNTIL_CLOSE;
            sink.opened();
        } else {
            field(lines.text().toLowerCase(Locale.ROOT));
        }
        return lines.next;
    }

    private void field(String field) {
        if (field.equals(CHUNKED)) chunked = true;
        if (field.startsWith(LENGTH)) fail(NO_STREAM);
    }

    private int size(int from, int size) {
        for (int i = from; i < size; i++) {
            byte b = scratch[i];
            if (b == '\r') continue;
            if (b == '\n') {
                state = chunkBytes == 0 ? State.OVER : State.CHUNK;
                if (chunkBytes == 0) sink.over();
                return i + 1;
            }
            int digit = Character.digit(b, 16);
            if (digit < 0 || chunkBytes >> 26 != 0) {
                fail("chunk size: byte " + b);
                return size;
            }
            chunkBytes = chunkBytes << 4 | digit;
        }
        return size;
    }

    private int chunk(int from, int size) {
        int end = from + Math.min(size - from, chunkBytes);
        lines(from, end);
        chunkBytes -= end - from;
        if (chunkBytes == 0 && state == State.CHUNK) state = State.CHUNK_END;
        return end;
    }

    private int chunkEnd(int from, int size) {
        for (int i = from; i < size; i++) {
            if (scratch[i] != '\n') continue;
            state = State.SIZE;
            return i + 1;
        }
        return size;
    }

    private int lines(int from, int end) {
        int next = from;
        while (next < end && lines.cut(scratch, next, end)) {
            endLine();
            next = lines.next;
        }
        return end;
    }

    private void endLine() {
        if (lines.from == lines.to) {
            endBlock();
        } else if (lines.startsWith(DATA)) {
            // A second line of data makes it an event that is not ours.
            isOurs = !hasData && ours();
            hasData = true;
        } else if (lines.startsWith(GAP)) {
            isGap = true;
        }
    }

    private void endBlock() {
        if (hasData) {
            if (isGap) sink.gap();
            else if (isOurs) sink.event(lane, sequence, sentNanos);
            else sink.foreign();
        }
        hasData = false;
        isOurs = false;
        isGap = false;
    }

    /** Reads "lane sequence nanos " after "data:", which a space may follow; false if it is anything else. */
    private boolean ours() {
        at = lines.from + DATA.length;
        if (at < lines.to && lines.bytes[at] == ' ') at++;
        lane = number();
        if (lane < 0) return false;
        sequence = number();
        if (sequence < 0) return false;
        sentNanos = number();
        return sentNanos >= 0;
    }

    /** A number and the space behind it; -1 if there is none. */
    private long number() {
        byte[] bytes = lines.bytes;
        int end = lines.to;
        int begin = at;
        int i = begin;
        long value = 0;
        for (; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) break;
            value = value * 10 + digit;
        }
        at = i + 1;
        return i == begin || i == end || bytes[i] != ' ' ? -1 : value;
    }

    private void fail(String why) {
        state = State.OVER;
        sink.unreadable(why);
    }
}
