package dev.tidings.hubclient;

import dev.tidings.client.EventSource;
import dev.tidings.client.EventSourceBuilder;
import dev.tidings.client.RetryPolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all streams of a client have in common. Null leaves things as an {@link EventSource} has them. */
record EventSourceSettings(
        String hub,
        @Nullable Supplier<String> token,
        RetryPolicy retryPolicy,
        Duration idleTimeout,
        int maxEventBytes,
        @Nullable Executor executor,
        @Nullable HttpClient httpClient) {

    EventSourceBuilder prepare(String target) {
        EventSourceBuilder builder = EventSource.builder(URI.create(hub + target))
                .retryPolicy(retryPolicy)
                .idleTimeout(idleTimeout)
                .maxEventBytes(maxEventBytes);
        Supplier<String> tokens = token;
        if (tokens != null) {
            builder.headers(() -> Map.of("Authorization", "Bearer " + tokens.get()));
        }
        if (executor != null) {
            builder.executor(executor);
        }
        if (httpClient != null) {
            builder.httpClient(httpClient);
        }
        return builder;
    }
}
