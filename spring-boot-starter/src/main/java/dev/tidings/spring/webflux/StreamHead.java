package dev.tidings.spring.webflux;

import dev.tidings.hub.stream.SseBlocks;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** What is said in header fields, by clients and to them. */
final class StreamHead {

    private StreamHead() {}

    /** The last event that a client has seen; null if it is new. */
    static @Nullable String lastEventId(ServerHttpRequest request) {
        String header = request.getHeaders().getFirst("Last-Event-ID");
        return header == null ? request.getQueryParams().getFirst("lastEventId") : header;
    }

    static void write(ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.OK);
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(MediaType.TEXT_EVENT_STREAM);
        headers.setCacheControl("no-cache, no-transform");
        headers.set("X-Accel-Buffering", "no");
    }

    /** Refuses a stream for now: browsers give up for ever on any status but 200. */
    static Mono<Void> comeBack(ServerHttpResponse response) {
        write(response);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(SseBlocks.comeBack())));
    }
}
