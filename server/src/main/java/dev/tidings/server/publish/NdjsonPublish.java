package dev.tidings.server.publish;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.server.http.BodyReader;
import dev.tidings.server.http.Connection;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Events line by line, published as they come: the lines that one part of the body completed are appended side by side. While
 * that is under way, the connection takes no further part.
 */
final class NdjsonPublish implements BodyReader, NdjsonReader.Sink {

    /** 100 000: their ids, which the answer lists, have about 3 MB. */
    static final int MAX_EVENTS = 100_000;

    private final Hub hub;
    private final NdjsonReader reader;
    private final int maxBytes;
    private final IdList ids = new IdList();

    private @Nullable Connection connection;
    private List<Event> batch = new ArrayList<>();
    private long batchLine;
    private int taken;
    private long received;
    private boolean appending;
    private boolean ended;
    private boolean lastLineRead;
    private @Nullable Problem refusal;
    private long refusedLine;

    NdjsonPublish(Hub hub, EventJson json, int maxBytes, BodyBudget budget) {
        this.hub = hub;
        this.reader = new NdjsonReader(json, Math.min(NdjsonReader.DEFAULT_MAX_LINE_BYTES, maxBytes), budget);
        this.maxBytes = maxBytes;
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
        if (received > maxBytes) {
            refuse(EventsRoute.tooLarge(maxBytes));
        } else {
            byte[] copy = ByteBufUtil.getBytes(bytes);
            try {
                reader.feed(copy, 0, copy.length, this);
            } catch (ProblemException malformed) {
                refuse(malformed.problem());
            }
        }
        append();
    }

    @Override
    public void event(Event event, long line) {
        if (taken == MAX_EVENTS) {
            throw Problem.of(
                            413,
                            "more than " + MAX_EVENTS + " events in one request (expected: at most that; go on with"
                                    + " this line in another request)")
                    .toException();
        }
        taken++;
        if (batch.isEmpty()) {
            batchLine = line;
        }
        batch.add(event);
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
        append();
    }

    private void refuse(Problem problem) {
        refusal = problem;
        refusedLine = reader.line();
        reader.release();
    }

    private void append() {
        Connection asked = connection;
        if (asked == null || appending) {
            return;
        }
        if (batch.isEmpty()) {
            settle(false);
            return;
        }
        List<Event> events = batch;
        batch = new ArrayList<>();
        appending = true;
        EventExecutor loop = asked.loop();
        CompletionStage<List<EventId>> published = hub.publish(events);
        published.whenComplete((eventIds, failure) -> {
            if (loop.inEventLoop()) {
                appended(eventIds, failure);
            } else {
                loop.execute(() -> appended(eventIds, failure));
            }
        });
        if (appending) {
            asked.pause();
        }
    }

    private void appended(@Nullable List<EventId> eventIds, @Nullable Throwable failure) {
        appending = false;
        if (eventIds != null) {
            ids.add(eventIds);
        } else {
            refusal = PublishFailure.problem(failure == null ? new IllegalStateException("no ids") : failure);
            refusedLine = batchLine;
            reader.release();
        }
        settle(true);
    }

    /** Nothing is under way: answers, or goes on. */
    private void settle(boolean progress) {
        Connection asked = connection;
        if (asked == null) {
            return;
        }
        if (refusal != null) {
            connection = null;
            asked.answer(PublishFailure.answer(NdjsonReader.failure(refusal, refusedLine, ids.size())));
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
        batch = new ArrayList<>();
        reader.release();
    }
}
