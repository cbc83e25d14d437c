package dev.tidings.hubclient;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request to publish, and its answer. Safe for any thread. */
final class Exchange {

    /** 1 MiB: the ids of 1 000 events have a twentieth of that. */
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final HttpClient http;
    private final URI events;
    private final @Nullable Supplier<String> token;
    private final Executor executor;

    /** @param executor where answers are handed on */
    Exchange(HttpClient http, URI events, @Nullable Supplier<String> token, Executor executor) {
        this.http = http;
        this.events = events;
        this.token = token;
        this.executor = executor;
    }

    /**
     * What is to be sent. Calls the supplier of the token, on this thread, which may throw anything.
     *
     * @param limit how long it may take
     */
    HttpRequest request(byte[] body, String key, Duration limit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(events)
                .timeout(limit)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofByteArray(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token.get());
        }
        return request.build();
    }

    /**
     * Sends a request.
     *
     * @param count how many events are in it
     * @param limit how long it may take
     * @return cancelled to give the request up; fails if the executor takes no work, or the answer could not be read
     */
    CompletableFuture<Answer> send(HttpRequest request, int count, Duration limit) {
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(request, head -> new BoundedBody(MAX_ANSWER_BYTES));
        // HttpRequest.timeout() ends with the head of the answer; the rest of it may not come either.
        CompletableFuture<Answer> answer = sent.copy()
                .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                .handleAsync(
                        (response, failure) -> failure == null
                                ? AnswerReader.read(response.statusCode(), response.headers(), response.body(), count)
                                : AnswerReader.read(failure),
                        executor);
        answer.whenComplete((read, failure) -> sent.cancel(true));
        return answer;
    }
}
