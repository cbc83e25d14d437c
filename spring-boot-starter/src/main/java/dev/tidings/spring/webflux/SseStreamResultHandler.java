package dev.tidings.spring.webflux;

import dev.tidings.hub.stream.SseStream;
import dev.tidings.spring.StreamOwner;
import java.time.InstantSource;
import java.util.List;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.reactive.accept.RequestedContentTypeResolver;
import org.springframework.web.reactive.result.HandlerResultHandlerSupport;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Opens the stream that a controller returns: by itself, as the body of a {@link ResponseEntity}, or as what comes out of a {@code Mono}, a
 * {@code CompletionStage}, or whatever else stands for one value. Nothing is 204: the client shall not ask again (HTML, 9.2.3).
 */
final class SseStreamResultHandler extends HandlerResultHandlerSupport implements HandlerResultHandler {

    /** Before all of Spring's, the first of which has 0: some of them take whatever there is a codec for. */
    private static final int ORDER = -10;

    private static final List<MediaType> PRODUCED = List.of(MediaType.TEXT_EVENT_STREAM);

    private final WebFluxTransport transport;
    private final InstantSource clock;

    SseStreamResultHandler(
            WebFluxTransport transport,
            InstantSource clock,
            RequestedContentTypeResolver contentTypes,
            ReactiveAdapterRegistry adapters) {
        super(contentTypes, adapters);
        this.transport = transport;
        this.clock = clock;
        setOrder(ORDER);
    }

    @Override
    public boolean supports(HandlerResult result) {
        ResolvableType type = result.getReturnType();
        ReactiveAdapter adapter = getAdapter(result);
        return adapter == null ? isStream(type) : !adapter.isMultiValue() && isStream(type.getGeneric());
    }

    private static boolean isStream(ResolvableType type) {
        Class<?> returned = type.toClass();
        Class<?> body = ResponseEntity.class.isAssignableFrom(returned)
                ? type.as(ResponseEntity.class).getGeneric().toClass()
                : returned;
        return SseStream.class.isAssignableFrom(body);
    }

    @Override
    public Mono<Void> handleResult(ServerWebExchange exchange, HandlerResult result) {
        return value(result)
                .map(value -> answer(value, exchange))
                .defaultIfEmpty(Mono.defer(() -> none(exchange.getResponse())))
                .flatMap(answer -> answer);
    }

    private Mono<Object> value(HandlerResult result) {
        ReactiveAdapter adapter = getAdapter(result);
        Object value = result.getReturnValue();
        return adapter == null ? Mono.justOrEmpty(value) : Mono.from(adapter.toPublisher(value));
    }

    private Mono<Void> answer(Object value, ServerWebExchange exchange) {
        if (!(value instanceof ResponseEntity<?> entity)) {
            return open((SseStream) value, exchange);
        }
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(entity.getStatusCode());
        response.getHeaders().putAll(entity.getHeaders());
        SseStream stream = (SseStream) entity.getBody();
        if (stream == null) {
            return response.setComplete();
        }
        requireOk(entity);
        return open(stream, exchange);
    }

    private static void requireOk(ResponseEntity<?> entity) {
        if (!entity.getStatusCode().isSameCodeAs(HttpStatus.OK)) {
            throw new IllegalArgumentException(
                    "status: " + entity.getStatusCode() + " (expected: 200, which is what a stream is opened with)");
        }
    }

    private Mono<Void> open(SseStream stream, ServerWebExchange exchange) {
        if (selectMediaType(exchange, () -> PRODUCED) == null) {
            return Mono.error(new NotAcceptableStatusException(PRODUCED));
        }
        return exchange.getPrincipal()
                .map(user -> StreamOwner.own(stream, user, clock.instant()))
                .defaultIfEmpty(stream)
                .flatMap(owned -> transport.open(owned, exchange));
    }

    private static Mono<Void> none(ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.NO_CONTENT);
        return response.setComplete();
    }
}
