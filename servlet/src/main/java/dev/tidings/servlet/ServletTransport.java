package dev.tidings.servlet;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.Hub;
import dev.tidings.hub.shard.JoinRequest;
import dev.tidings.hub.shard.Subscriber;
import dev.tidings.hub.shard.SubscriberView;
import dev.tidings.hub.stream.BlockEncoding;
import dev.tidings.hub.stream.Blocks;
import dev.tidings.hub.stream.FormatTable;
import dev.tidings.hub.stream.SseBlocks;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.hub.stream.StreamOpening;
import dev.tidings.hub.stream.StreamSpec;
import dev.tidings.sse.HttpAccept;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Streams of a hub as responses of a servlet container. They are written on a few threads of the transport's own, whatever their
 * number, and only while the container says that it takes something: no thread waits for a client.
 * <p>
 * Safe for any thread. Closed before its hub and its container.
 *
 * <pre>{@code
 * protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
 *     transport.open(SseStream.of(hub, Filter.topic("filter.verified")), request, response);
 * }
 * }</pre>
 */
public final class ServletTransport implements AutoCloseable {

    /** 20 s: below the 30 s that orchestrators commonly give a process for its end. */
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(20);

    private final Hub hub;
    private final Duration heartbeat;
    private final Duration stallLimit;
    private final Duration drain;
    private final int eventLoops;
    private final FormatTable<BlockEncoding> encodings = new FormatTable<>(BlockEncoding::new);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();

    // Written under this: others when it takes streams again. Whoever reads draining first sees the loops that go with
    // it, or newer ones.
    private volatile List<OpenStreams> loops;
    private volatile boolean draining;

    private ServletTransport(Builder builder) {
        this.hub = builder.hub;
        this.heartbeat = builder.heartbeat;
        this.stallLimit = builder.stallLimit;
        this.drain = builder.drain;
        this.eventLoops = builder.eventLoops;
        this.loops = started(hub, eventLoops);
    }

    private static List<OpenStreams> started(Hub hub, int eventLoops) {
        List<OpenStreams> made = new ArrayList<>();
        for (int i = 1; i <= eventLoops; i++) {
            TransportLoop loop = new TransportLoop("tidings-servlet-" + i);
            made.add(new OpenStreams(loop, hub.addShard(loop)));
        }
        made.forEach(open -> open.loop.start());
        return List.copyOf(made);
    }

    /** A transport with everything at its default. */
    public static ServletTransport of(Hub hub) {
        return builder(hub).build();
    }

    public static Builder builder(Hub hub) {
        return new Builder(hub);
    }

    /**
     * Opens a stream as the response of a request, and returns: the response goes on after the caller's servlet has returned, until
     * the client leaves or the stream ends. The client's last id is taken from the header field {@code Last-Event-ID}, else from
     * the parameter {@code lastEventId}. A client that accepts no {@code text/event-stream} is answered 406; for HEAD there is the
     * head alone; while the transport drains, clients are told to come back.
     * <p>
     * Runs the supplier of the stream's state, if there is one, and otherwise waits for nothing.
     *
     * @param response not committed, and nobody's to write to from now on
     * @return who the hub knows the stream as ({@link SubscriberView#subscriber()}); null if none was opened
     * @throws IllegalArgumentException if the stream is of another hub; whatever else the state's supplier throws is thrown, too, before
     *     anything is said of the response
     * @throws IllegalStateException if the request does not support asynchronous processing, or the response's writer was asked for
     */
    public @Nullable Subscriber<?> open(SseStream stream, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StreamSpec spec = stream.spec().of(hub);
        if (!HttpAccept.admitsEventStream(Collections.list(request.getHeaders("Accept")))) {
            Refusal.notAcceptable(response);
        } else if (request.getMethod().equals("HEAD")) {
            head(response);
        } else if (draining) {
            head(response);
            response.getOutputStream().write(SseBlocks.comeBack());
        } else {
            return open(spec, StreamOpening.of(spec, lastEventId(request)), request, response);
        }
        return null;
    }

    private static @Nullable String lastEventId(HttpServletRequest request) {
        String header = request.getHeader("Last-Event-ID");
        return header == null ? request.getParameter("lastEventId") : header;
    }

    private static void head(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-cache, no-transform");
        response.setHeader("X-Accel-Buffering", "no");
    }

    private Subscriber<?> open(
            StreamSpec spec, StreamOpening opening, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ServletOutputStream output = response.getOutputStream();
        AsyncContext context =
                request.isAsyncStarted() ? request.getAsyncContext() : request.startAsync(request, response);
        context.setTimeout(0);
        head(response);
        OpenStreams open = loops.get(Math.floorMod(next.getAndIncrement(), eventLoops));
        ServletSubscriber subscriber = new ServletSubscriber(open.loop, opening, gone -> {
            streams.decrementAndGet();
            open.gone(gone);
        });
        ResponseOutput body = new ResponseOutput(open.loop, context, output, Container.of(request), subscriber::gone);
        subscriber.writesTo(body);
        try {
            output.setWriteListener(body);
        } catch (IllegalStateException e) {
            // Nobody else would end it.
            context.complete();
            throw e;
        }
        streams.incrementAndGet();
        context.addListener(body);
        open.loop.execute(() -> open.open(subscriber, joining(spec, opening, subscriber)));
        return subscriber;
    }

    private JoinRequest<Blocks> joining(StreamSpec spec, StreamOpening opening, ServletSubscriber subscriber) {
        return new JoinRequest<>(
                subscriber,
                spec.subscription(),
                encodings.of(spec.format()),
                opening.start(),
                spec.principal(),
                stallLimit,
                heartbeat,
                spec.whenBehind(),
                spec.lifetime());
    }

    /** How many streams are open, those included that are about to end. */
    public int streams() {
        return streams.get();
    }

    /** How many threads it writes with: its event loops, each with a shard of the hub. */
    public int eventLoops() {
        return eventLoops;
    }

    /**
     * Ends all streams, spread over the drain period but no slower than 500 a second, and waits until they have ended or the period is over; then
     * it closes its shards. From its beginning on, whoever asks for a stream is told to come back. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (draining) {
            return;
        }
        draining = true;
        await(CompletableFuture.allOf(loops.stream()
                .map(open -> open.drain(drain.dividedBy(2), eventLoops).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new)));
        loops.forEach(open -> {
            open.loop.execute(open::abandon);
            open.shard.close();
            open.shard.whenClosed().thenRun(open.loop::stop);
        });
    }

    /**
     * Takes streams again after {@link #close()}, with new event loops and shards; while that is under way it waits for its end. One that is not
     * closed goes on as it is.
     *
     * @throws IllegalStateException if the hub is closed
     */
    public synchronized void resume() {
        if (draining) {
            loops = started(hub, eventLoops);
            draining = false;
        }
    }

    private void await(CompletableFuture<Void> ended) {
        try {
            ended.get(drain.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Whose clients take nothing.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How a transport is to be. For one thread. */
    public static final class Builder {

        private static final int MAX_EVENT_LOOPS = 1024;

        /** A quarter of the processors: the container has threads of its own, and one of these serves thousands of streams. */
        private static final int DEFAULT_EVENT_LOOPS =
                Math.max(1, Runtime.getRuntime().availableProcessors() / 4);

        private final Hub hub;
        private int eventLoops = DEFAULT_EVENT_LOOPS;
        private Duration heartbeat = JoinRequest.DEFAULT_HEARTBEAT;
        private Duration stallLimit = JoinRequest.DEFAULT_STALL_LIMIT;
        private Duration drain = DEFAULT_DRAIN;

        private Builder(Hub hub) {
            this.hub = requireNonNull(hub, "hub");
        }

        /**
         * Threads that write to clients, each with a shard of the hub.
         *
         * @param count 1-1 024
         */
        public Builder eventLoops(int count) {
            if (count < 1 || count > MAX_EVENT_LOOPS) {
                throw new IllegalArgumentException("eventLoops: " + count + " (expected: 1.." + MAX_EVENT_LOOPS + ")");
            }
            eventLoops = count;
            return this;
        }

        /** Longest silence of a stream; zero for no signs of life. Without them a container does not see that a client has gone. */
        public Builder heartbeat(Duration longest) {
            heartbeat = notNegative("heartbeat", longest);
            return this;
        }

        /** How long a client may take nothing while something is pending; zero for ever. */
        public Builder stallLimit(Duration longest) {
            stallLimit = notNegative("stallLimit", longest);
            return this;
        }

        /** How long {@link ServletTransport#close()} may take. */
        public Builder drain(Duration longest) {
            drain = notNegative("drain", longest);
            return this;
        }

        private static Duration notNegative(String name, Duration duration) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException(name + ": " + duration + " (expected: >= 0)");
            }
            return duration;
        }

        /** @throws IllegalStateException if the hub is closed */
        public ServletTransport build() {
            return new ServletTransport(this);
        }
    }
}
