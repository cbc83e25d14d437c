package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Finds the numbers of our own events in the bytes of one response: its head, its chunks, the lines of the event stream.
 *
 * <p>Understands what Tidings writes and no more (chunked, lines that end with LF); what it does not understand is reported, never
 * skipped. Allocates nothing per event. Confined to one event loop.
 */
final class StreamScanner {
    /*
     *    HEAD ──blank line, 200──> SIZE ──CRLF──> BODY ──chunk is over──> CHUNK_END ──CRLF──> SIZE ...
     *                               └──0──> OVER
     *
     * Lines are cut by a search for LF, which Netty does eight bytes at a time; only a line's first bytes are looked at. They
     * are copied into `line`, so that a line cut in two by a read or by a chunk is no special case.
     */

    /** What is found, in the order of the stream. */
    interface Sink {
        /** The response is a stream, and its first block has ended. */
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

    /** 64 bytes: "data: ", a lane, a sequence number, a time and their separators. */
    private static final int LINE_BYTES = 64;

    private static final byte[] DATA = "data: ".getBytes(US_ASCII);
    private static final byte[] GAP = "event: tidings.gap".getBytes(US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200".getBytes(US_ASCII);

    private static final String CHUNKED = "transfer-encoding: chunked";

    private enum State {
        HEAD,
        SIZE,
        BODY,
        CHUNK_END,
        OVER
    }

    private final Sink sink;
    private final byte[] line = new byte[LINE_BYTES];
    private State state = State.HEAD;
    private int lineBytes;
    private int chunkBytes;
    private boolean statusSeen;
    private boolean chunked;
    private boolean open;

    // The block being read.
    private boolean hasData;
    private boolean isOurs;
    private boolean isGap;
    private long lane;
    private long sequence;
    private long sentNanos;

    StreamScanner(Sink sink) {
        this.sink = sink;
    }

    /** Reads all there is. */
    void read(ByteBuf in) {
        while (in.isReadable() && state != State.OVER) {
            switch (state) {
                case HEAD -> head(in);
                case SIZE -> size(in);
                case BODY -> body(in);
                case CHUNK_END -> chunkEnd(in);
                default -> throw new IllegalStateException(state.name());
            }
        }
    }

    private void head(ByteBuf in) {
        if (!line(in, in.writerIndex())) return;
        // The CR belongs to the line.
        int length = Math.min(lineBytes, LINE_BYTES);
        boolean blank = lineBytes == 1;
        lineBytes = 0;
        if (!statusSeen) {
            statusSeen = true;
            if (!startsWith(OK, length)) fail("status: " + new String(line, 0, length, US_ASCII).strip());
        } else if (blank) {
            // A hub that is full or ends answers with a short body that says when to come back.
            if (chunked) state = State.SIZE;
            else fail("a body that is not chunked: the hub takes no new streams");
        } else if (new String(line, 0, length, US_ASCII).strip().equalsIgnoreCase(CHUNKED)) {
            chunked = true;
        }
    }

    private void size(ByteBuf in) {
        byte b = in.readByte();
        if (b == '\r') return;
        if (b != '\n') {
            int digit = Character.digit(b, 16);
            if (digit < 0 || chunkBytes >> 26 != 0) fail("chunk size: byte " + b);
            chunkBytes = chunkBytes << 4 | digit;
        } else if (chunkBytes == 0) {
            state = State.OVER;
            sink.over();
        } else {
            state = State.BODY;
        }
    }

    private void body(ByteBuf in) {
        int from = in.readerIndex();
        int to = from + Math.min(in.readableBytes(), chunkBytes);
        while (in.readerIndex() < to && line(in, to)) {
            endLine();
            lineBytes = 0;
        }
        chunkBytes -= in.readerIndex() - from;
        if (chunkBytes == 0) state = State.CHUNK_END;
    }

    private void chunkEnd(ByteBuf in) {
        if (in.readByte() == '\n') state = State.SIZE;
    }

    /** Reads to the next LF, or to the limit; whether there was a LF. Keeps the line's first bytes and its length. */
    private boolean line(ByteBuf in, int to) {
        int from = in.readerIndex();
        int lineFeed = in.indexOf(from, to, (byte) '\n');
        int end = lineFeed < 0 ? to : lineFeed;
        int kept = Math.min(end - from, LINE_BYTES - lineBytes);
        if (kept > 0) in.getBytes(from, line, lineBytes, kept);
        lineBytes = (int) Math.min((long) lineBytes + end - from, Integer.MAX_VALUE);
        in.readerIndex(lineFeed < 0 ? to : lineFeed + 1);
        return lineFeed >= 0;
    }

    private void endLine() {
        int length = Math.min(lineBytes, LINE_BYTES);
        if (length == 0) {
            endBlock();
        } else if (startsWith(DATA, length)) {
            // A second line of data makes it an event that is not ours.
            isOurs = !hasData && ours(length);
            hasData = true;
        } else if (startsWith(GAP, length)) {
            isGap = true;
        }
    }

    private void endBlock() {
        if (!open) {
            open = true;
            sink.opened();
        }
        if (hasData) {
            if (isGap) sink.gap();
            else if (isOurs) sink.event(lane, sequence, sentNanos);
            else sink.foreign();
        }
        hasData = false;
        isOurs = false;
        isGap = false;
    }

    /** Reads "lane sequence nanos " after "data: "; false if it is anything else. */
    private boolean ours(int length) {
        int at = DATA.length;
        long first = 0;
        long second = 0;
        for (int number = 0; number < 3; number++) {
            long value = 0;
            int begin = at;
            for (; at < length && line[at] >= '0' && line[at] <= '9'; at++) value = value * 10 + (line[at] - '0');
            if (at == begin || at == length || line[at] != ' ') return false;
            at++;
            if (number == 0) first = value;
            else if (number == 1) second = value;
            else sentNanos = value;
        }
        lane = first;
        sequence = second;
        return true;
    }

    private boolean startsWith(byte[] prefix, int length) {
        return length >= prefix.length && Arrays.equals(line, 0, prefix.length, prefix, 0, prefix.length);
    }

    private void fail(String why) {
        state = State.OVER;
        sink.unreadable(why);
    }
}
