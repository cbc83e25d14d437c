package dev.tidings.examples.publishing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Publishes with Java's own HTTP client. */
public final class HttpPublisher {

    /** Four minutes: the hub remembers a key for five. */
    private static final long TRY_NANOS = Duration.ofMinutes(4).toNanos();

    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest.Builder hub;

    /** @param events where events are published: {@code http://localhost:8080/events} */
    public HttpPublisher(URI events) {
        this.hub = HttpRequest.newBuilder(events)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json");
    }

    /** Takes the URL, an idempotency key and an event, or an array of them, as JSON. */
    public static void main(String[] args) throws Exception {
        try {
            System.out.println(new HttpPublisher(URI.create(args[0])).publish(args[1], args[2]));
        } catch (RefusedException refused) {
            System.err.println("refused: " + refused.getMessage());
            System.exit(1);
        }
    }

    /** Publishes an event, or an array of them, under one key, and returns the hub's answer. */
    public String publish(String key, String json) throws IOException, InterruptedException {
        return send(hub.copy().header("Idempotency-Key", key), json);
    }

    /** Publishes an array of events, of which each has its own {@code idempotencyKey}. */
    public String publish(String json) throws IOException, InterruptedException {
        return send(hub.copy(), json);
    }

    private String send(HttpRequest.Builder head, String json) throws IOException, InterruptedException {
        HttpRequest request = head.POST(BodyPublishers.ofString(json)).build();
        long begin = System.nanoTime();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            long wait = ThreadLocalRandom.current().nextLong(pause / 2, pause * 3 / 2);
            IOException failure;
            try {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                int status = response.statusCode();
                if (status == 200) {
                    return response.body();
                }
                String problem = status + " " + response.body();
                if (status < 500 && status != 408 && status != 429) {
                    throw new RefusedException(problem);
                }
                failure = new IOException(problem);
                long retryAfter =
                        response.headers().firstValueAsLong("Retry-After").orElse(0);
                wait = Math.max(wait, retryAfter * 1_000);
            } catch (IOException unanswered) {
                // It may have been published: the same key again tells.
                failure = unanswered;
            }
            if (System.nanoTime() - begin + wait * 1_000_000 > TRY_NANOS) {
                throw failure;
            }
            Thread.sleep(wait);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    /** The same again would be refused again. */
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }
}
