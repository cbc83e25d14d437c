package dev.tidings.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.hub.log.Caller;
import dev.tidings.server.http.AnswerLine.Form;
import dev.tidings.server.limit.Place;
import dev.tidings.server.metrics.LoopCounts;
import dev.tidings.server.metrics.Refusal;
import dev.tidings.server.stream.Channels;
import dev.tidings.server.stream.StreamLog;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Queue;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection: one at a time, answered in the order they came.
 * <p>
 * Confined to the channel's event loop. Goes away when the connection becomes a stream.
 */
public final class RequestHandler extends ChannelInboundHandlerAdapter
        implements Connection, RequestConnection, OutcomeTaker, AnswerLine.Owner {
    /*
     *            head                     last part                   answer
     *    IDLE ─────────────> BODY ──────────────────────> WORKING ─────────────> IDLE
     *      │ stream            └─ answered before the last part ─┐                │
     *      v                                                     v                v
     *    (OpenStreams)                                        CLOSING <───── no keep-alive
     *
     * What comes in while a request is worked on waits in a queue; when that grows the socket is not read. While a publish waits for
     * the log the state is IDLE again: the next one is appended behind it, and answered behind it.
     */

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

    /** Messages that may wait before the socket is left alone: a few pipelined requests, without a system call for each. */
    private static final int MAX_QUEUED = 16;

    /** 2 s: what a peer gets to stop sending and read why it was refused. */
    private static final long LINGER_NANOS = 2_000_000_000L;

    /** 20 s: longer than what a request may wait for; then its client is to ask again. */
    private static final long AWAIT_NANOS = 20_000_000_000L;

    private enum State {
        IDLE,
        BODY,
        WORKING,
        CLOSING
    }

    private final RequestLoop loop;
    private final StrictRequestDecoder decoder;
    private final boolean refusing;
    private final Channel channel;
    private final Deadline deadline;
    private final Queue<HttpObject> queue = new ArrayDeque<>(4);
    private final AnswerLine line;

    private State state = State.IDLE;
    private boolean served;
    private boolean paused;
    private boolean pumping;
    private boolean inputEnded;
    private boolean draining;
    private boolean expectsContinue;
    private @Nullable HttpHead head;
    private @Nullable BodyReader body;
    private @Nullable Later awaited;
    private SortedMap<String, String> crossOrigin = Collections.emptySortedMap();

    private RequestHandler(Channel channel, RequestLoop loop, StrictRequestDecoder decoder, boolean refusing) {
        this.channel = channel;
        this.loop = loop;
        this.decoder = decoder;
        this.refusing = refusing;
        this.deadline = new Deadline(channel.eventLoop(), this::expired);
        this.line = new AnswerLine(channel, loop, this);
    }

    /**
     * Lets one take a connection's requests.
     *
     * @param refusing whether there is no room for this connection
     */
    public static void addTo(Channel channel, RequestLoop loop, boolean refusing) {
        StrictRequestDecoder decoder =
                new StrictRequestDecoder(loop.limits().headBytes(), () -> loop.switchToHttp2(channel, refusing));
        channel.pipeline().addLast(decoder, new RequestHandler(channel, loop, decoder, refusing));
    }

    /** Lets another handler take what else comes on the connection. */
    public static void replace(Channel channel, ChannelHandler successor) {
        channel.pipeline().addLast(successor);
        remove(channel);
    }

    /** Lets the handler behind it take what else comes on the connection, and what has come and was not read. */
    public static void remove(Channel channel) {
        channel.pipeline().remove(RequestHandler.class);
        channel.pipeline().remove(StrictRequestDecoder.class);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        loop.add(this);
        watch();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        loop.remove(this);
        deadline.stop();
        takeNoMore();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (state == State.CLOSING || !(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
            return;
        }
        line.beginRead();
        queue.add(part);
        pump();
        if (queue.size() > MAX_QUEUED) {
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        line.endRead();
        watch();
    }

    /** Handles what has come, one after the other, as far as nothing has to be waited for. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!paused && !line.isCongested() && state != State.WORKING && !waitsForAnswers()) {
                HttpObject part = queue.poll();
                if (part == null) {
                    break;
                }
                try {
                    handle(part);
                } finally {
                    ReferenceCountUtil.release(part);
                }
            }
        } catch (RuntimeException broken) {
            fail(broken);
        } finally {
            pumping = false;
        }
        if (queue.isEmpty() && !paused && !line.isCongested() && state != State.WORKING) {
            if (inputEnded && line.isEmpty()) {
                // What is not complete by now never will be.
                endAfterWrites();
            } else if (!inputEnded && !channel.config().isAutoRead()) {
                channel.config().setAutoRead(true);
            }
        }
    }

    /** Only what publishes may begin while others wait: a stream takes all of the connection, and who reads has written before. */
    private boolean waitsForAnswers() {
        return !line.isEmpty()
                && queue.peek() instanceof HttpRequest next
                && (line.isFull() || !next.method().equals(HttpMethod.POST) || BadRequests.expectsContinue(next));
    }

    private void handle(HttpObject part) {
        if (state == State.IDLE && part instanceof HttpRequest request) {
            begin(request);
        } else if (state == State.BODY && part instanceof HttpContent content) {
            takeBody(content);
        }
    }

    private void begin(HttpRequest request) {
        state = State.BODY;
        served = true;
        crossOrigin = Collections.emptySortedMap();
        head = null;
        body = null;
        expectsContinue = BadRequests.expectsContinue(request);
        proceed(() -> {
            BadRequests.check(request, loop.limits());
            HttpHead asked = HttpHead.of(request);
            head = asked;
            crossOrigin = loop.crossOrigin(asked);
            return loop.route(asked, load());
        });
    }

    @Override
    public void takeBody(BodyReader reader) {
        body = reader;
        reader.begin(this);
        if (state == State.BODY && expectsContinue) {
            Channels.write(channel, Unpooled.wrappedBuffer(CONTINUE));
            channel.flush();
        }
    }

    private Load load() {
        return refusing ? Load.FULL : loop.load();
    }

    @Override
    public void await(Later later) {
        awaited = later;
        pause();
        deadline.in(AWAIT_NANOS);
        // Nobody is known yet: nothing of a body is to lie here meanwhile but what has come already.
        channel.config().setAutoRead(false);
        later.outcome()
                .whenComplete((next, failure) ->
                        loop.executePromptly(() -> settle(later, () -> Later.of(next, failure, load()))));
    }

    private void settle(Later later, Supplier<Outcome> next) {
        if (!later.equals(awaited) || state != State.BODY) {
            return;
        }
        awaited = null;
        paused = false;
        deadline.pause();
        try {
            proceed(next);
        } catch (RuntimeException broken) {
            fail(broken);
        } catch (Error broken) {
            LOG.log(Level.ERROR, "a request failed", broken);
            Channels.close(channel);
            return;
        }
        goOn();
    }

    private void fail(RuntimeException broken) {
        LOG.log(Level.ERROR, "a request failed", broken);
        answer(Answer.problem(Problem.of(500, "the server failed; its log says why"))
                .closing());
    }

    private void takeBody(HttpContent content) {
        BodyReader taking = body;
        boolean last = content instanceof LastHttpContent;
        if (taking == null) {
            // Answered already; only the end of a request without a body is still to come.
            state = last ? State.IDLE : state;
            return;
        }
        if (content.decoderResult().isFailure()) {
            taking.abandon();
            answer(Answer.problem(Problem.of(
                            400,
                            "malformed body: " + content.decoderResult().cause().getMessage()))
                    .closing());
            return;
        }
        if (last) {
            state = State.WORKING;
        }
        if (content.content().isReadable()) {
            taking.take(content.content());
        }
        if (last && body != null) {
            taking.end();
        }
    }

    @Override
    public EventExecutor loop() {
        return channel.eventLoop();
    }

    @Override
    public void executePromptly(Runnable task) {
        loop.executePromptly(task);
    }

    @Override
    public Caller caller() {
        return loop.caller();
    }

    @Override
    public LoopCounts counts() {
        return loop.counts();
    }

    @Override
    public void pause() {
        paused = true;
        deadline.pause();
    }

    @Override
    public void resume() {
        paused = false;
        deadline.pause();
        goOn();
    }

    @Override
    public Asker answerLater() {
        HttpHead asked = head;
        if (state != State.WORKING || asked == null || !asked.keepAlive() || draining || refusing) {
            return this;
        }
        body = null;
        state = State.IDLE;
        deadline.pause();
        return line.place(new Form(true, true, crossOrigin));
    }

    @Override
    public void beginNext() {
        goOn();
    }

    @Override
    public void answer(Answer answer) {
        if (state == State.CLOSING || state == State.IDLE) {
            return;
        }
        body = null;
        paused = false;
        deadline.pause();
        boolean bodyUnread = state == State.BODY && (head == null || head.hasBody());
        boolean keepAlive =
                head != null && head.keepAlive() && !bodyUnread && !answer.closes() && !draining && !refusing;
        if (!keepAlive) {
            takeNoMore();
        } else if (state == State.WORKING) {
            // Without a body, the end of the request is still in the queue.
            state = State.IDLE;
        }
        line.answer(answer, new Form(keepAlive, head == null || !head.method().equals("HEAD"), crossOrigin));
    }

    @Override
    public boolean endsNow() {
        return draining && state == State.IDLE && queue.isEmpty() && line.isEmpty() && !decoder.inHead();
    }

    @Override
    public void goOn() {
        if (!pumping) {
            pump();
            watch();
        }
    }

    @Override
    public void takeNoMore() {
        state = State.CLOSING;
        queue.forEach(ReferenceCountUtil::release);
        queue.clear();
    }

    /** Lets the peer read the answer before the connection ends: if it were still sending, a reset would overtake the answer. */
    @Override
    public void endAfter(ChannelFuture written) {
        if (inputEnded) {
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        written.addListener(done -> Channels.endOutput(channel));
        channel.config().setAutoRead(true);
        deadline.in(LINGER_NANOS);
    }

    @Override
    public void startStream(StreamStart start) {
        HttpHead request = head;
        if (request == null) {
            return;
        }
        if (request.method().equals("HEAD")) {
            answer(Answer.empty(200).with(StreamStart.HEADERS).closing());
            return;
        }
        Place place = loop.place(channel, request, start.terms());
        Refusal refusal = place.refusal();
        if (refusal != null) {
            answer(StreamStart.comeBack(refusal));
            return;
        }
        state = State.CLOSING;
        channel.flush();
        loop.openStream(channel, start, crossOrigin, place);
    }

    /** Sets the deadline that the state asks for. */
    private void watch() {
        RequestLimits limits = loop.limits();
        switch (state) {
            case IDLE -> {
                if (decoder.inHead() || !served) {
                    deadline.within(limits.headNanos());
                } else if (line.isEmpty()) {
                    deadline.in(limits.idleNanos());
                }
            }
            case BODY -> {
                if (!paused) {
                    deadline.within(limits.bodyNanos());
                }
            }
            case WORKING -> deadline.pause();
            case CLOSING -> {}
        }
    }

    private void expired() {
        if (awaited != null) {
            Channels.close(channel);
        } else if (state == State.BODY || (state == State.IDLE && decoder.inHead())) {
            if (body != null) {
                body.abandon();
            }
            state = State.BODY;
            head = null;
            answer(Answer.problem(Problem.of(408, "the request did not arrive in time"))
                    .closing());
        } else {
            Channels.close(channel);
        }
    }

    @Override
    public void drain() {
        draining = true;
        if (endsNow()) {
            endAfterWrites();
        }
    }

    private void endAfterWrites() {
        state = State.CLOSING;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            inputEnded = true;
            pump();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (body != null) {
            body.abandon();
            body = null;
        }
        state = State.CLOSING;
        line.clear();
        deadline.stop();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        StreamLog.failed(cause);
        Channels.close(channel);
    }
}
