package dev.tidings.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What a builder was told, checked.
 *
 * @param idleTimeout zero for none
 */
record Settings(
        URI url,
        String method,
        BodyPublisher body,
        Map<String, String> headers,
        Supplier<Map<String, String>> moreHeaders,
        String lastEventId,
        RetryPolicy retryPolicy,
        Duration idleTimeout,
        int maxEventBytes,
        Executor executor,
        HttpClient client,
        Timer timer,
        Listeners listeners) {}
