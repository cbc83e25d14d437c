package dev.tidings.examples.packagelog;

import dev.tidings.sse.EventDecoder;
import dev.tidings.sse.SseHandler;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** Follows single packages, or all, until the stream ends. Many followers share the one thread pool of a client. */
public final class PackageFollower {
    private final HttpClient http;
    private final URI hub;

    /** @param hub {@code http://host:port} */
    public PackageFollower(HttpClient http, URI hub) {
        this.http = http;
        this.hub = hub;
    }

    /**
     * Begins to follow.
     *
     * @param packages their names; none for all
     * @param handler called as the stream goes on; the first id says that nothing is missed from then on
     * @return completes when the stream ends, exceptionally if the hub refuses it; cancelling it ends the stream
     */
    public CompletableFuture<Void> follow(Collection<String> packages, SseHandler handler) {
        StringBuilder query = new StringBuilder("/events?topic=package.*");
        for (String name : packages) {
            query.append("&package=").append(URLEncoder.encode(name, StandardCharsets.UTF_8));
        }
        HttpRequest request = HttpRequest.newBuilder(hub.resolve(query.toString()))
                .header("Accept", "text/event-stream")
                .build();
        EventDecoder decoder = new EventDecoder(hub.toString(), "", EventDecoder.DEFAULT_MAX_EVENT_BYTES, handler);
        BodyHandler<Void> body = head -> {
            if (head.statusCode() != 200) throw new IllegalStateException("the hub answers " + head.statusCode());
            return BodySubscribers.ofByteArrayConsumer(
                    part -> part.ifPresent(bytes -> decoder.decode(ByteBuffer.wrap(bytes))));
        };
        return http.sendAsync(request, body).thenApply(HttpResponse::body);
    }
}
