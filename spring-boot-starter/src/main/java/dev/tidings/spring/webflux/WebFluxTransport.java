package dev.tidings.spring.webflux;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.Hub;
import dev.tidings.hub.shard.JoinRequest;
import dev.tidings.hub.stream.BlockEncoding;
import dev.tidings.hub.stream.Blocks;
import dev.tidings.hub.stream.FormatTable;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.hub.stream.StreamOpening;
import dev.tidings.hub.stream.StreamSpec;
import dev.tidings.spring.StreamObservation;
import dev.tidings.spring.webflux.Lanes.Lane;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/**
 * Streams of a hub over whatever serves Spring WebFlux. On Reactor Netty a stream lives on the event loop of its connection; for
 * other servers there is one thread.
 * <p>
 * Safe for any thread.
 */
public final class WebFluxTransport implements AutoCloseable {

    private final Hub hub;
    private final Duration heartbeat;
    private final Duration stallLimit;
    private final FormatTable<BlockEncoding> encodings = new FormatTable<>(BlockEncoding::new);
    private final Lanes lanes;
    private final StreamCount streams = new StreamCount();

    private WebFluxTransport(Builder builder) {
        this.hub = builder.hub;
        this.heartbeat = builder.heartbeat;
        this.stallLimit = builder.stallLimit;
        this.lanes = new Lanes(hub, streams);
    }

    /** With everything at its default. */
    public static WebFluxTransport of(Hub hub) {
        return builder(hub).build();
    }

    public static Builder builder(Hub hub) {
        return new Builder(hub);
    }

    /**
     * Answers a request with a stream. Until its first byte is on its way, whatever fails is an error of the result and leaves the
     * response as it was.
     *
     * @return completes when the stream is over
     * @throws IllegalArgumentException if the stream is of another hub
     */
    public Mono<Void> open(SseStream stream, ServerWebExchange exchange) {
        StreamSpec spec = stream.spec().of(hub);
        ServerHttpResponse response = exchange.getResponse();
        if (exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
            StreamHead.write(response);
            return response.setComplete();
        }
        if (!lanes.areOpen()) {
            return StreamHead.comeBack(response);
        }
        return opening(spec, StreamHead.lastEventId(exchange.getRequest()))
                .flatMap(opening -> counted(() -> open(spec, opening, exchange)));
    }

    /** A state is read where that may take its time. */
    private static Mono<StreamOpening> opening(StreamSpec spec, @Nullable String lastEventId) {
        Mono<StreamOpening> opening = Mono.fromSupplier(() -> StreamOpening.of(spec, lastEventId));
        return spec.state() == null ? opening : opening.subscribeOn(Schedulers.boundedElastic());
    }

    /** From before a stream has its lane until it is over: so the lane's thread outlives it. */
    private Mono<Void> counted(Supplier<Mono<Void>> stream) {
        return Mono.using(
                () -> {
                    streams.enter();
                    return streams;
                },
                entered -> stream.get(),
                StreamCount::leave);
    }

    private Mono<Void> open(StreamSpec spec, StreamOpening opening, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        Connection connection = NettyServer.connection(response);
        Lane lane =
                connection == null ? lanes.own() : lanes.on(connection.channel().eventLoop());
        if (lane == null) {
            return StreamHead.comeBack(response);
        }
        StreamHead.write(response);
        ServerRequestObservationContext.findCurrent(exchange.getAttributes()).ifPresent(StreamObservation::opened);
        OpenStream stream = new OpenStream(
                lane.loop(),
                connection == null ? new DemandOutlet() : new NettyOutlet(connection),
                response.bufferFactory(),
                opening,
                joining -> lane.shard().join(request(joining, spec, opening)));
        Flux<DataBuffer> body = new StreamBody(stream);
        // Reactor Netty is flushed by the stream; other servers have to be told.
        Mono<Void> written =
                connection == null ? response.writeAndFlushWith(body.map(Flux::just)) : response.writeWith(body);
        return written.doOnTerminate(stream::leave).doOnCancel(stream::leave);
    }

    private JoinRequest<Blocks> request(OpenStream stream, StreamSpec spec, StreamOpening opening) {
        return new JoinRequest<>(
                stream,
                spec.subscription(),
                encodings.of(spec.format()),
                opening.start(),
                spec.principal(),
                stallLimit,
                heartbeat,
                spec.whenBehind(),
                spec.lifetime());
    }

    /** How many streams are open. */
    public int streams() {
        return streams.open();
    }

    /**
     * Ends all streams, behind what they were given, and has others come back later.
     *
     * @return completes when the last one is over: within ten seconds, also if its client takes nothing
     */
    public CompletionStage<Void> drain() {
        lanes.close();
        return streams.whenNone();
    }

    /** Takes streams again. */
    public void resume() {
        lanes.reopen();
    }

    /** Ends all streams, without waiting for that. */
    @Override
    public void close() {
        lanes.close();
    }

    /** How a transport is to be. For one thread. */
    public static final class Builder {

        private final Hub hub;
        private Duration heartbeat = JoinRequest.DEFAULT_HEARTBEAT;
        private Duration stallLimit = JoinRequest.DEFAULT_STALL_LIMIT;

        private Builder(Hub hub) {
            this.hub = requireNonNull(hub, "hub");
        }

        /** Longest silence before a sign of life; zero for none. */
        public Builder heartbeat(Duration newHeartbeat) {
            heartbeat = notNegative("heartbeat", newHeartbeat);
            return this;
        }

        /** How long a client may take nothing while something waits for it; zero for ever. */
        public Builder stallLimit(Duration newLimit) {
            stallLimit = notNegative("stallLimit", newLimit);
            return this;
        }

        private static Duration notNegative(String name, Duration duration) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException(name + ": " + duration + " (expected: >= 0)");
            }
            return duration;
        }

        public WebFluxTransport build() {
            return new WebFluxTransport(this);
        }
    }
}
