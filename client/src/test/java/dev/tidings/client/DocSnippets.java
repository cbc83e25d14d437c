package dev.tidings.client;

import dev.tidings.sse.SseMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The Java of docs/eventsource.md, in its order: what stands there between two markers. */
final class DocSnippets {

    private DocSnippets() {}

    static EventSource push(URI uri, Consumer<String> out) {
        // snippet
        EventSource source = EventSource.builder(uri)
                .onOpen(() -> out.accept("connected"))
                .onMessage(message -> out.accept(message.lastEventId() + " " + message.data()))
                .on("price", message -> out.accept("price " + message.data()))
                .onError(error -> out.accept(error.message() + " " + error.willReconnect()))
                .open();
        // end
        return source;
    }

    static void pull(URI uri, Consumer<String> out) {
        // snippet
        try (EventSource source = EventSource.builder(uri).open()) {
            for (SseMessage message : source) {
                out.accept(message.data());
                if (message.type().equals("last")) {
                    break;
                }
            }
        }
        // end
    }

    static void publisher(URI uri, Flow.Subscriber<SseMessage> subscriber) {
        // snippet
        EventSource source = EventSource.builder(uri).open();
        source.publisher().subscribe(subscriber); // what it does not request stays with the server
        // end
    }

    static EventSource settings(URI uri, Supplier<String> freshToken, String stored, Consumer<String> store) {
        // snippet
        RetryPolicy patient = RetryPolicy.DEFAULT
                .withMaxDelay(Duration.ofMinutes(2))
                .withRetriedStatuses(RetryPolicy.BUSY); // 429, 500, 502, 503, 504; Retry-After is honoured
        EventSource source = EventSource.builder(uri)
                .headers(() -> Map.of("Authorization", "Bearer " + freshToken.get())) // before each attempt
                .lastEventId(stored) // go on behind what an earlier run has handled
                .retryPolicy(patient)
                .idleTimeout(Duration.ofSeconds(45)) // three heartbeats of a Tidings hub
                .maxEventBytes(256 << 10)
                .onAny(message -> store.accept(message.lastEventId()))
                .open();
        // end
        return source;
    }

    static EventSource http2(URI uri) {
        // snippet
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        EventSource source = EventSource.builder(uri).httpClient(client).open();
        // end
        return source;
    }
}
