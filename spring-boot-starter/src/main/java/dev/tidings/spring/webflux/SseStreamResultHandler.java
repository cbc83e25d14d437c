package dev.tidings.spring.webflux;

import dev.tidings.hub.stream.SseStream;
import java.util.List;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.reactive.accept.RequestedContentTypeResolver;
import org.springframework.web.reactive.result.HandlerResultHandlerSupport;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Opens the stream that a controller returns, or that comes out of what it returns: a {@code Mono}, a {@code CompletionStage}, or
 * whatever else stands for one value.
 */
final class SseStreamResultHandler extends HandlerResultHandlerSupport implements HandlerResultHandler {

    /** Before all of Spring's, the first of which has 0: one of them writes any object that it has a codec for. */
    private static final int ORDER = -10;

    private static final List<MediaType> PRODUCED = List.of(MediaType.TEXT_EVENT_STREAM);

    private final WebFluxTransport transport;

    SseStreamResultHandler(
            WebFluxTransport transport, RequestedContentTypeResolver contentTypes, ReactiveAdapterRegistry adapters) {
        super(contentTypes, adapters);
        this.transport = transport;
        setOrder(ORDER);
    }

    @Override
    public boolean supports(HandlerResult result) {
        ResolvableType type = result.getReturnType();
        ReactiveAdapter adapter = getAdapter(result);
        return adapter == null
                ? isStream(type) || result.getReturnValue() instanceof SseStream
                : !adapter.isMultiValue() && isStream(type.getGeneric());
    }

    private static boolean isStream(ResolvableType type) {
        return SseStream.class.isAssignableFrom(type.toClass());
    }

    @Override
    public Mono<Void> handleResult(ServerWebExchange exchange, HandlerResult result) {
        if (selectMediaType(exchange, () -> PRODUCED) == null) {
            return Mono.error(new NotAcceptableStatusException(PRODUCED));
        }
        return stream(result)
                .map(stream -> transport.open(stream, exchange))
                .defaultIfEmpty(Mono.defer(() -> none(exchange)))
                .flatMap(answer -> answer);
    }

    private Mono<SseStream> stream(HandlerResult result) {
        ReactiveAdapter adapter = getAdapter(result);
        Object value = result.getReturnValue();
        return adapter == null ? Mono.justOrEmpty((SseStream) value) : Mono.from(adapter.<SseStream>toPublisher(value));
    }

    /** No stream is none that may come later: the client shall not ask again (HTML, 9.2.3). */
    private static Mono<Void> none(ServerWebExchange exchange) {
        exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
        return exchange.getResponse().setComplete();
    }
}
