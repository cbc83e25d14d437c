package dev.tidings.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.ShardStats;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.testkit.Await;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A hub whose streams a container serves. Whatever is asked for is answered with a stream. */
final class ServedHub implements AutoCloseable {

    /** What the container waits for a client that takes nothing, where a test says nothing else: longer than any test. */
    static final Duration LONG_SILENCE = Duration.ofMinutes(2);

    /** The hub's own events for an address, as the tutorial has it. */
    private static final BiFunction<Hub, HttpServletRequest, SseStream> BY_EMAIL = (hub, request) -> {
        String email = request.getParameter("email");
        Filter all = Filter.topic("note");
        return SseStream.of(hub, email == null ? all : all.where("email", email));
    };

    private final Hub hub;
    private final ServletTransport transport;
    private final TestContainer container;
    private final Ends ends = new Ends();

    private ServedHub(Builder builder) {
        hub = builder.hub;
        transport = builder.settings.apply(ServletTransport.builder(hub)).build();
        container = builder.kind.start(
                new TestContainer.Settings(new StreamServlet(hub, transport, builder.streams, ends), builder.silence));
    }

    static ServedHub start(ContainerKind kind) {
        return of(kind).start();
    }

    static Builder of(ContainerKind kind) {
        return new Builder(kind);
    }

    static final class Builder {

        private final ContainerKind kind;
        private Hub hub = Hub.open();
        private UnaryOperator<ServletTransport.Builder> settings = UnaryOperator.identity();
        private BiFunction<Hub, HttpServletRequest, SseStream> streams = BY_EMAIL;
        private Duration silence = LONG_SILENCE;

        private Builder(ContainerKind kind) {
            this.kind = kind;
        }

        Builder hub(Hub newHub) {
            hub.close();
            hub = newHub;
            return this;
        }

        Builder settings(UnaryOperator<ServletTransport.Builder> newSettings) {
            settings = newSettings;
            return this;
        }

        Builder streams(BiFunction<Hub, HttpServletRequest, SseStream> newStreams) {
            streams = newStreams;
            return this;
        }

        Builder silence(Duration newSilence) {
            silence = newSilence;
            return this;
        }

        ServedHub start() {
            return new ServedHub(this);
        }
    }

    /** Counts what the container says of the end of asynchronous requests. */
    private static final class Ends implements AsyncListener {

        private final AtomicInteger started = new AtomicInteger();
        private final AtomicInteger completed = new AtomicInteger();
        private final AtomicInteger timedOut = new AtomicInteger();

        @Override
        public void onComplete(AsyncEvent event) {
            completed.incrementAndGet();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            timedOut.incrementAndGet();
        }

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    private static final class StreamServlet extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final transient Hub hub;
        private final transient ServletTransport transport;
        private final transient BiFunction<Hub, HttpServletRequest, SseStream> streams;

        private final transient Ends ends;

        StreamServlet(
                Hub hub,
                ServletTransport transport,
                BiFunction<Hub, HttpServletRequest, SseStream> streams,
                Ends ends) {
            this.ends = ends;
            this.hub = hub;
            this.transport = transport;
            this.streams = streams;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            transport.open(streams.apply(hub, request), request, response);
            if (request.isAsyncStarted()) {
                ends.started.incrementAndGet();
                request.getAsyncContext().addListener(ends);
            }
        }
    }

    Hub hub() {
        return hub;
    }

    ServletTransport transport() {
        return transport;
    }

    TestContainer container() {
        return container;
    }

    int port() {
        return container.port();
    }

    EventId publish(String email, String data) {
        return publish(Event.of("note", data).with("email", email));
    }

    EventId publish(Event event) {
        return hub.publish(event).toCompletableFuture().join();
    }

    int subscribers() {
        return hub.count(Subscription.of(Filter.all())).toCompletableFuture().join();
    }

    long behind() {
        return hub.stats().sum(shard -> shard.members().behind());
    }

    long pendingBytes() {
        return hub.stats().sum(ShardStats::pendingBytes);
    }

    /** Waits until there is no stream, and the container has completed each request that had one, once. */
    void awaitNothingLeft() {
        awaitStreams(0);
        Await.until("requests are completed", () -> ends.completed.get() >= ends.started.get());
        assertThat(ends.completed).hasValue(ends.started.get());
        assertThat(ends.timedOut).hasValue(0);
        assertThat(subscribers()).isZero();
    }

    /** What stands for those who are subscribed, kept from nobody. */
    List<WeakReference<Object>> subscribersWeakly() {
        List<WeakReference<Object>> all = new CopyOnWriteArrayList<>();
        hub.visit(view -> all.add(new WeakReference<>(view.subscriber())))
                .toCompletableFuture()
                .join();
        return all;
    }

    void awaitStreams(int count) {
        Await.until(count + " streams", () -> transport.streams() == count);
    }

    @Override
    public void close() {
        transport.close();
        container.close();
        hub.close();
    }
}
