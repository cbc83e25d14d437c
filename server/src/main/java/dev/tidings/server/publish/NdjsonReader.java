package dev.tidings.server.publish;

import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.util.Arrays;

/**
 * Events as {@code application/x-ndjson}, one per line, read as the bytes arrive.
 * <p>
 * Lines end with LF or CRLF, the last one may end with the body; lines of white space are skipped. For one thread.
 */
final class NdjsonReader {

    /** 1 MiB: four times the largest data, for what is escaped in it, and its attributes. */
    static final int DEFAULT_MAX_LINE_BYTES = 1 << 20;

    private static final byte[] NOTHING = {};

    private final EventJson json;
    private final int maxLineBytes;
    private final BodyBudget budget;
    private final Publisher publisher;

    // The beginning of a line whose end has not arrived; its room is taken from the budget.
    private byte[] pending = NOTHING;
    private int pendingLength;
    private long line = 1;
    private boolean failed;

    /** @param publisher whose keys the events' are */
    NdjsonReader(EventJson json, int maxLineBytes, BodyBudget budget, Publisher publisher) {
        if (maxLineBytes < 1) {
            throw new IllegalArgumentException("maxLineBytes: " + maxLineBytes + " (expected: >= 1)");
        }
        this.json = json;
        this.maxLineBytes = maxLineBytes;
        this.budget = budget;
        this.publisher = publisher;
    }

    /**
     * The next bytes of the body; they are not kept.
     *
     * @throws ProblemException if a line is no event, or too long, or there is no room for its beginning. The events before it were handed out, and nothing more may be fed
     */
    void feed(byte[] chunk, int offset, int length, EventJson.Sink sink) {
        checkUsable();
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (chunk[i] == '\n') {
                completeLine(chunk, start, i, sink);
                start = i + 1;
            }
        }
        keep(chunk, start, end);
    }

    /** The body has ended: what has no line end is the last line. */
    void end(EventJson.Sink sink) {
        checkUsable();
        if (pendingLength > 0) {
            completeLine(NOTHING, 0, 0, sink);
        }
    }

    /** Gives back what an unfinished line has taken: nothing more will be fed. */
    void release() {
        budget.giveBack(pending.length);
        pending = NOTHING;
        pendingLength = 0;
    }

    /** The number of the line that the next byte belongs to, or that was wrong. */
    long line() {
        return line;
    }

    /**
     * What the publisher is told when its body fails: where, and how many of its events were published all the same.
     *
     * @param line the first line that was not published
     */
    static Problem failure(Problem problem, long line, long published) {
        String where = problem.extensions().containsKey("line") ? "" : "line " + line + ": ";
        String count = published == 1 ? "1 event was published" : published + " events were published";
        return problem.withDetail(where + problem.detail() + "; before it " + count)
                .with("line", line)
                .with("published", published);
    }

    private void checkUsable() {
        if (failed) {
            throw new IllegalStateException("used after the error at line " + line);
        }
    }

    private void completeLine(byte[] chunk, int from, int to, EventJson.Sink sink) {
        boolean inOnePiece = pendingLength == 0;
        if (inOnePiece) {
            checkLength(to - from);
        } else {
            keep(chunk, from, to);
        }
        if (inOnePiece) {
            parse(chunk, from, to, sink);
        } else {
            parse(pending, 0, pendingLength, sink);
            release();
        }
        line++;
    }

    private void parse(byte[] bytes, int from, int to, EventJson.Sink sink) {
        int begin = from;
        while (begin < to && (bytes[begin] == ' ' || bytes[begin] == '\t' || bytes[begin] == '\r')) {
            begin++;
        }
        if (begin == to) {
            return;
        }
        try {
            json.parseOne(bytes, from, to - from, line, publisher, sink);
        } catch (ProblemException e) {
            throw failed(e);
        }
    }

    private void keep(byte[] chunk, int from, int to) {
        int more = to - from;
        checkLength((long) pendingLength + more);
        if (pendingLength + more > pending.length) {
            int doubled = (int) Math.min(2L * (pendingLength + more), maxLineBytes);
            if (!budget.take(doubled - pending.length)) {
                throw failed(Problem.of(503, BodyBudget.EXHAUSTED).toException());
            }
            pending = Arrays.copyOf(pending, doubled);
        }
        System.arraycopy(chunk, from, pending, pendingLength, more);
        pendingLength += more;
    }

    private void checkLength(long length) {
        if (length > maxLineBytes) {
            throw failed(Problem.of(
                            413,
                            "line " + line + ": more than " + maxLineBytes + " bytes (expected: at most " + maxLineBytes
                                    + ")")
                    .with("line", line)
                    .toException());
        }
    }

    private ProblemException failed(ProblemException problem) {
        failed = true;
        release();
        return problem;
    }
}
