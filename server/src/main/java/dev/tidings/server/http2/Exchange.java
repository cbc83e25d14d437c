package dev.tidings.server.http2;

import dev.tidings.hub.log.Caller;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.Asker;
import dev.tidings.server.http.BodyReader;
import dev.tidings.server.http.Connection;
import dev.tidings.server.http.Deadline;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Later;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.OutcomeTaker;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.RequestLoop;
import dev.tidings.server.http.StreamStart;
import dev.tidings.server.limit.Place;
import dev.tidings.server.metrics.LoopCounts;
import dev.tidings.server.metrics.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request of HTTP/2 and what it comes to.
 * <p>
 * Confined to the event loop of its connection.
 */
final class Exchange implements Connection, OutcomeTaker {
    /*
     *            head          last part           answer
     *    BODY ─────────────> WORKING ────────────────────> ANSWERED ──both sides are through──> closed
     *      │                                                   ^
     *      ├── answered before the last part, which is awaited ┘
     *      └── a stream: STREAMING
     *
     * What comes in and cannot be taken waits in a queue. It is not given back to the peer's window before it has been taken: so no
     * more than a window's worth can ever wait.
     */

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    /** 2 s: what a peer gets to stop sending and read why it was refused. */
    private static final long LINGER_NANOS = 2_000_000_000L;

    /** 30 s: what a peer gets to take an answer. */
    private static final long TAKE_NANOS = 30_000_000_000L;

    /** 20 s: longer than what a request may wait for; then its client is to ask again. */
    private static final long AWAIT_NANOS = 20_000_000_000L;

    private enum State {
        BODY,
        WORKING,
        STREAMING,
        ANSWERED
    }

    private final Http2Handler handler;
    private final RequestLoop requests;
    private final Http2Stream stream;
    private final Deadline deadline;
    private final Queue<ByteBuf> queue = new ArrayDeque<>(1);

    private State state = State.BODY;
    private boolean allCame;
    private boolean paused;
    private boolean closed;
    private boolean patienceIsOver;
    private boolean expectsContinue;
    private @Nullable HttpHead head;
    private @Nullable BodyReader body;
    private @Nullable Later awaited;
    private @Nullable EventStream events;
    private SortedMap<String, String> crossOrigin = Collections.emptySortedMap();

    Exchange(Http2Handler handler, Http2Stream stream) {
        this.handler = handler;
        this.requests = handler.requests();
        this.stream = stream;
        this.deadline = new Deadline(handler.loop(), this::expired);
    }

    void begin(Http2Headers fields, boolean endOfStream) {
        allCame = endOfStream;
        guard(() -> proceed(() -> {
            HttpHead asked = RequestFields.head(fields);
            head = asked;
            expectsContinue = asked.value(HttpHeaderNames.EXPECT) != null;
            crossOrigin = requests.crossOrigin(asked);
            return requests.route(asked, handler.load());
        }));
        goOn();
    }

    private void guard(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException broken) {
            LOG.log(Level.ERROR, "a request failed", broken);
            answer(Answer.problem(Problem.of(500, "the server failed; its log says why")));
        }
    }

    /** Takes part of a body; says how many bytes are done with. */
    int take(ByteBuf data) {
        int bytes = data.readableBytes();
        if (state != State.BODY || (body == null && awaited == null)) {
            return bytes;
        }
        if (paused || awaited != null || !queue.isEmpty()) {
            queue.add(data.retain());
            return 0;
        }
        takePart(data);
        goOn();
        return bytes;
    }

    /** The peer has sent all. */
    void takeEnd() {
        allCame = true;
        goOn();
    }

    private void takePart(ByteBuf data) {
        BodyReader taking = body;
        if (taking != null && data.isReadable()) {
            guard(() -> taking.take(data));
        }
    }

    /** Takes what waits, as far as it can be taken, and sets the deadline for what is to come. */
    private void goOn() {
        while (!paused && awaited == null && !queue.isEmpty()) {
            ByteBuf data = queue.remove();
            int bytes = data.readableBytes();
            try {
                takePart(data);
            } finally {
                data.release();
            }
            giveBack(bytes);
        }
        BodyReader taking = body;
        if (state != State.BODY || taking == null || paused || awaited != null) {
            return;
        }
        if (allCame) {
            state = State.WORKING;
            deadline.pause();
            guard(taking::end);
        } else {
            deadline.within(requests.limits().bodyNanos());
        }
    }

    private void giveBack(int bytes) {
        if (closed || bytes == 0) {
            return;
        }
        try {
            if (handler.decoder().flowController().consumeBytes(stream, bytes)) {
                handler.flushSoon();
            }
        } catch (Http2Exception broken) {
            handler.onError(handler.context(), true, broken);
        }
    }

    @Override
    public void takeBody(BodyReader reader) {
        body = reader;
        reader.begin(this);
        if (state == State.BODY && expectsContinue && !allCame) {
            write(ResponseFields.of(100, Map.of(), Map.of()), null);
        }
    }

    @Override
    public void await(Later later) {
        awaited = later;
        deadline.in(AWAIT_NANOS);
        later.outcome()
                .whenComplete((next, failure) ->
                        requests.executePromptly(() -> settle(later, () -> Later.of(next, failure, handler.load()))));
    }

    private void settle(Later later, Supplier<Outcome> next) {
        if (!later.equals(awaited) || state != State.BODY) {
            return;
        }
        awaited = null;
        deadline.pause();
        guard(() -> proceed(next));
        goOn();
    }

    @Override
    public EventExecutor loop() {
        return handler.loop();
    }

    @Override
    public void executePromptly(Runnable task) {
        requests.executePromptly(task);
    }

    @Override
    public Caller caller() {
        return requests.caller();
    }

    @Override
    public LoopCounts counts() {
        return requests.counts();
    }

    @Override
    public void pause() {
        paused = true;
        deadline.pause();
    }

    @Override
    public void resume() {
        paused = false;
        goOn();
    }

    /** Nobody waits for it. */
    @Override
    public Asker answerLater() {
        return this;
    }

    @Override
    public void beginNext() {}

    @Override
    public void answer(Answer answer) {
        if (state == State.ANSWERED || state == State.STREAMING) {
            return;
        }
        state = State.ANSWERED;
        body = null;
        answer.count(requests.counts());
        dropQueue();
        boolean withBody = head == null || !head.method().equals("HEAD");
        head = null;
        ByteBuf content = answer.body();
        Http2Headers fields = ResponseFields.of(answer.status(), answer.headers(), crossOrigin);
        if (answer.status() != 204) {
            fields.addInt("content-length", content.readableBytes());
        }
        write(fields, withBody && content.isReadable() ? content : null);
        if (!closed) {
            deadline.in(allCame ? TAKE_NANOS : LINGER_NANOS);
        }
    }

    /** Without a body, which may also come later, unless it is an answer. */
    private void write(Http2Headers fields, @Nullable ByteBuf content) {
        if (closed) {
            return;
        }
        ChannelHandlerContext context = handler.context();
        boolean ends = state == State.ANSWERED && content == null;
        handler.encoder().writeHeaders(context, stream.id(), fields, 0, ends, context.newPromise());
        if (content != null) {
            handler.encoder().writeData(context, stream.id(), content, 0, true, context.newPromise());
        }
        handler.flushSoon();
    }

    @Override
    public void startStream(StreamStart start) {
        HttpHead request = head;
        if (request == null || closed) {
            return;
        }
        if (request.method().equals("HEAD")) {
            answer(Answer.empty(200).with(StreamStart.HEADERS));
            return;
        }
        Http2Headers fields = ResponseFields.of(200, StreamStart.HEADERS, crossOrigin);
        Place place = requests.place(handler.context().channel(), request, start.terms());
        Refusal refusal = place.refusal();
        if (refusal != null) {
            answer(StreamStart.comeBack(refusal));
        } else if (!requests.hasRoomForStream()) {
            place.leave();
            answer(StreamStart.comeBack(Refusal.CONNECTIONS));
        } else {
            state = State.STREAMING;
            head = null;
            deadline.stop();
            EventStream opened = new EventStream(handler, stream, fields, start.terms());
            events = opened;
            requests.openStream(opened, start.terms(), place);
        }
    }

    /** Whether it has come to anything yet. */
    boolean hasComeToSomething() {
        return state == State.ANSWERED || (events != null && events.hasBegun());
    }

    private void dropQueue() {
        for (ByteBuf data = queue.poll(); data != null; data = queue.poll()) {
            giveBack(data.readableBytes());
            data.release();
        }
    }

    private void expired() {
        if (state == State.ANSWERED) {
            answeredLongAgo();
        } else if (awaited != null) {
            handler.resetStream(stream, Http2Error.REFUSED_STREAM);
        } else {
            if (body != null) {
                body.abandon();
            }
            answer(Answer.problem(Problem.of(408, "the request did not arrive in time")));
        }
    }

    /** What the peer still sends is of no use to anybody (RFC 9113, 8.1); for what it has not taken it gets some time. */
    private void answeredLongAgo() {
        boolean taken = !handler.data().hasFlowControlled(stream);
        if (taken || patienceIsOver) {
            handler.resetStream(stream, taken ? Http2Error.NO_ERROR : Http2Error.CANCEL);
        } else {
            patienceIsOver = true;
            deadline.in(TAKE_NANOS);
        }
    }

    /** The stream is no more. */
    void closed() {
        closed = true;
        deadline.stop();
        dropQueue();
        awaited = null;
        if (body != null) {
            body.abandon();
            body = null;
        }
        if (events != null) {
            events.closed();
            requests.closeStream(events);
            events = null;
        } else {
            state = State.ANSWERED;
        }
    }
}
