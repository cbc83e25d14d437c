package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.http.BodyReader;
import dev.tidings.server.http.Connection;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Events line by line, published as they come: the lines that one part of the body completed are appended side by side. While
 * that is under way, the connection takes no further part.
 */
final class NdjsonPublish implements BodyReader, EventJson.Sink {
    /*
     * A piece that is refused because of a key is appended by halves, which are looked at in turn:
     *
     *    [1 2 3 4]  refused ──> [1 2] appended ──> [3 4]  refused ──> [3] appended ──> [4]  refused: line 4
     *
     * So the lines before the one that is wrong are published however the network cut the body, and it is named.
     */

    /** 100 000: their ids, which the answer lists, have about 3 MB. */
    static final int MAX_EVENTS = 100_000;

    private final Publishing shared;
    private final Publisher publisher;
    private final NdjsonReader reader;
    private final IdList ids = new IdList();

    private @Nullable Connection connection;
    private NdjsonPiece piece = new NdjsonPiece();
    // What is left of a piece that was refused because of a key, first things first.
    private final Deque<NdjsonPiece> halves = new ArrayDeque<>();
    private int taken;
    private long received;
    private boolean appending;
    private boolean ended;
    private boolean lastLineRead;
    private @Nullable Problem refusal;
    private @Nullable TooFast tooFast;
    private long refusedLine;
    private long askedNanos;

    /** @param publisher whose keys the events' are */
    NdjsonPublish(Publishing shared, EventJson json, Publisher publisher) {
        this.shared = shared;
        this.publisher = publisher;
        this.reader = new NdjsonReader(
                json, Math.min(NdjsonReader.DEFAULT_MAX_LINE_BYTES, shared.maxBytes()), shared.budget(), publisher);
    }

    @Override
    public void begin(Connection newConnection) {
        connection = newConnection;
    }

    @Override
    public void take(ByteBuf bytes) {
        if (refusal != null) {
            return;
        }
        received += bytes.readableBytes();
        if (received > shared.maxBytes()) {
            refuse(shared.tooLarge());
        } else {
            byte[] copy = ByteBufUtil.getBytes(bytes);
            try {
                reader.feed(copy, 0, copy.length, this);
            } catch (ProblemException malformed) {
                refuse(malformed.problem());
            }
        }
        append(false);
    }

    @Override
    public void event(Event event, @Nullable IdempotencyKey key, long line) {
        if (taken == MAX_EVENTS) {
            throw Problem.of(
                            413,
                            "more than " + MAX_EVENTS + " events in one request (expected: at most that; go on with"
                                    + " this line in another request)")
                    .toException();
        }
        taken++;
        piece.add(event, key, line);
    }

    @Override
    public void end() {
        ended = true;
        if (!appending) {
            finish();
        }
    }

    private void finish() {
        lastLineRead = true;
        if (refusal == null) {
            try {
                reader.end(this);
            } catch (ProblemException malformed) {
                refuse(malformed.problem());
            }
        }
        append(false);
    }

    private void refuse(Problem problem) {
        refusal = problem;
        refusedLine = reader.line();
        reader.release();
    }

    /**
     * Appends what is next, or settles.
     *
     * @param progress whether something has been appended, so that the connection was paused
     */
    private void append(boolean progress) {
        Connection asked = connection;
        if (asked == null || appending) {
            return;
        }
        NdjsonPiece next = halves.poll();
        if (next == null && !piece.isEmpty()) {
            next = piece;
            piece = new NdjsonPiece();
        }
        if (next == null) {
            settle(progress);
            return;
        }
        append(next, asked);
    }

    private void append(NdjsonPiece next, Connection asked) {
        tooFast = shared.takeEvents(publisher.principal(), next.size());
        if (tooFast != null) {
            giveUp(tooFast.problem(), next.firstLine());
            append(false);
            return;
        }
        appending = true;
        askedNanos = System.nanoTime();
        EventExecutor loop = asked.loop();
        CompletionStage<List<EventId>> published = shared.hub().publish(next.toPublication(), asked.caller());
        published.whenComplete((eventIds, failure) -> {
            if (loop.inEventLoop()) {
                appended(next, eventIds, failure);
            } else {
                asked.executePromptly(() -> appended(next, eventIds, failure));
            }
        });
        if (appending) {
            asked.pause();
        }
    }

    private void appended(NdjsonPiece done, @Nullable List<EventId> eventIds, @Nullable Throwable failure) {
        appending = false;
        if (eventIds != null) {
            ids.add(eventIds);
            countLatency();
        } else if (failure != null && done.size() > 1 && PublishFailures.isAboutKeys(failure)) {
            halves.push(done.secondHalf());
            halves.push(done.firstHalf());
        } else {
            giveUp(
                    shared.failures().problem(failure == null ? new IllegalStateException("no ids") : failure),
                    done.firstLine());
        }
        append(true);
    }

    private void giveUp(Problem why, long line) {
        refusal = why;
        refusedLine = line;
        halves.clear();
        piece = new NdjsonPiece();
        reader.release();
    }

    /** Of each piece: the request itself may be meant to last for ever. */
    private void countLatency() {
        Connection asked = connection;
        if (asked != null) {
            asked.counts().published(System.nanoTime() - askedNanos);
        }
    }

    /** Nothing is under way: answers, or goes on. */
    private void settle(boolean progress) {
        Connection asked = connection;
        if (asked == null) {
            return;
        }
        if (refusal != null) {
            connection = null;
            Problem problem = NdjsonReader.failure(refusal, refusedLine, ids.size());
            asked.answer(tooFast == null ? PublishFailures.answer(problem) : tooFast.answer(problem));
        } else if (ended && lastLineRead) {
            connection = null;
            asked.answer(ids.toAnswer());
        } else if (ended) {
            finish();
        } else if (progress) {
            asked.resume();
        }
    }

    @Override
    public void abandon() {
        connection = null;
        piece = new NdjsonPiece();
        halves.clear();
        reader.release();
    }
}
