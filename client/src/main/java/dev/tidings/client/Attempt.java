package dev.tidings.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get a stream, and that stream: a request, those that redirects make of it, and the answer.
 * <p>
 * Started once. All else may be called from any thread.
 */
final class Attempt implements StreamBody.Reader {
    /*
     *    start ──> send ──> answered ──200, text/event-stream──> opened, chunk, chunk, ... failed
     *               ^          ├── 301, 302, 303, 307, 308 ─┐
     *               └──────────┼────────────────────────────┘
     *                          └── anything else ──────────────────────────────────────> failed
     *
     * Nothing is told after failed, nor after abort except for what was on its way.
     */

    /** Hears of an attempt, on any thread, one call at a time. */
    interface Events {
        /** @param origin of the last URL */
        void opened(Attempt attempt, String origin);

        void chunk(Attempt attempt, List<ByteBuffer> chunk);

        void failed(Attempt attempt, Failure failure);
    }

    private static final String MEDIA_TYPE = "text/event-stream";

    private record Step(URI url, String method, BodyPublisher body, boolean trusted, int redirects) {}

    private final Settings settings;
    private final String lastEventId;
    private final Events events;

    // Written by start, and so before anything else reads it.
    private Map<String, String> callersHeaders = Map.of();

    private volatile boolean aborted;
    private volatile @Nullable CompletableFuture<?> answer;
    private volatile @Nullable StreamBody body;

    // What is waited for, and since when: the time is written before the flag and read behind it.
    private long waitingSinceNanos;
    private volatile boolean waiting;

    Attempt(Settings settings, String lastEventId, Events events) {
        this.settings = settings;
        this.lastEventId = lastEventId;
        this.events = events;
    }

    /** Sends the request. Calls the supplier of headers, which may block. */
    void start() {
        if (!LastEventId.isSendable(lastEventId)) {
            events.failed(this, Failure.unsendableId(lastEventId));
            return;
        }
        HttpRequest first;
        Step step = new Step(settings.url(), settings.method(), settings.body(), true, 0);
        try {
            callersHeaders = callersHeaders();
            first = request(step);
        } catch (Throwable e) { // the caller's supplier may throw anything, checked or not
            events.failed(this, Failure.headers(e));
            return;
        }
        send(step, first);
    }

    private Map<String, String> callersHeaders() {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(settings.headers());
        settings.moreHeaders().get().forEach((name, value) -> {
            LastEventId.requireOtherName(name);
            all.put(name, value);
        });
        return all;
    }

    private HttpRequest request(Step step) {
        HttpRequest.Builder request = HttpRequest.newBuilder(step.url())
                .method(step.method(), step.body())
                .setHeader("Accept", MEDIA_TYPE)
                .setHeader("Cache-Control", "no-cache")
                .setHeader("Pragma", "no-cache");
        if (!Redirects.isSecure(step.url())) {
            // Otherwise a client that prefers HTTP/2 asks for an upgrade, which servers without it may refuse or
            // misread.
            request.version(HttpClient.Version.HTTP_1_1);
        }
        if (step.trusted()) {
            callersHeaders.forEach(request::setHeader);
        }
        if (!lastEventId.isEmpty()) {
            request.setHeader(LastEventId.HEADER, lastEventId);
        }
        return request.build();
    }

    private void send(Step step, HttpRequest request) {
        startWaiting();
        try {
            CompletableFuture<HttpResponse<StreamBody>> sent =
                    settings.client().sendAsync(request, head -> new StreamBody());
            answer = sent;
            if (aborted) {
                sent.cancel(true);
            }
            sent.whenComplete((response, failure) -> {
                if (failure != null) {
                    fail(Failure.connectionLost(failure));
                } else {
                    answered(step, response);
                }
            });
        } catch (RuntimeException e) { // such as a client whose executor was shut down
            fail(Failure.connectionLost(e));
        }
    }

    private void answered(Step step, HttpResponse<StreamBody> response) {
        waiting = false;
        StreamBody ofAnswer = response.body();
        body = ofAnswer;
        if (aborted) {
            ofAnswer.cancel();
            return;
        }
        int status = response.statusCode();
        HttpHeaders headers = response.headers();
        if (Redirects.isRedirect(status)) {
            ofAnswer.cancel();
            redirected(step, status, headers.firstValue("Location").orElse(""));
        } else if (status != 200) {
            Excerpt.read(ofAnswer, settings.timer(), text -> fail(refused(status, headers, text)));
        } else if (!isEventStream(headers)) {
            ofAnswer.cancel();
            fail(Failure.contentType(headers.firstValue("Content-Type").orElse("")));
        } else {
            events.opened(this, Redirects.origin(response.uri()));
            ofAnswer.readBy(this);
        }
    }

    private Failure refused(int status, HttpHeaders headers, String text) {
        boolean retried = settings.retryPolicy().retriedStatuses().contains(status);
        String retryAfter = headers.firstValue("Retry-After").orElse("");
        return Failure.status(status, text, retried, RetryAfter.parse(retryAfter, Instant.now()));
    }

    /** The essence of the media type, whatever its parameters are. */
    private static boolean isEventStream(HttpHeaders headers) {
        String value = headers.firstValue("Content-Type").orElse("");
        int semicolon = value.indexOf(';');
        String essence = semicolon < 0 ? value : value.substring(0, semicolon);
        return essence.strip().equalsIgnoreCase(MEDIA_TYPE);
    }

    private void redirected(Step step, int status, String location) {
        HttpRequest request;
        Step next;
        try {
            if (step.redirects() == Redirects.MOST) {
                throw new URISyntaxException(location, "more than " + Redirects.MOST + " in a row");
            }
            URI target = Redirects.target(step.url(), location);
            boolean get = Redirects.becomesGet(status, step.method());
            next = new Step(
                    target,
                    get ? "GET" : step.method(),
                    get ? BodyPublishers.noBody() : step.body(),
                    step.trusted() && Redirects.isTrusted(step.url(), target),
                    step.redirects() + 1);
            request = request(next);
        } catch (URISyntaxException | IllegalArgumentException e) {
            fail(Failure.redirect(step.url(), String.valueOf(e.getMessage())));
            return;
        }
        send(next, request);
    }

    /** Asks for one more chunk of the stream. */
    void more() {
        StreamBody stream = body;
        if (stream != null) {
            startWaiting();
            stream.more();
        }
    }

    @Override
    public void chunk(List<ByteBuffer> chunk) {
        waiting = false;
        if (!aborted) {
            events.chunk(this, chunk);
        }
    }

    @Override
    public void end(@Nullable Throwable failure) {
        fail(failure == null ? Failure.endOfStream() : Failure.connectionLost(failure));
    }

    private void fail(Failure failure) {
        waiting = false;
        if (!aborted) {
            events.failed(this, failure);
        }
    }

    private void startWaiting() {
        waitingSinceNanos = settings.timer().nanos();
        waiting = true;
    }

    /** How long the server has been owing something; 0 if it is this side that takes its time. */
    long idleNanos() {
        return waiting ? settings.timer().nanos() - waitingSinceNanos : 0;
    }

    /** Ends the connection, or its part of it. */
    void abort() {
        aborted = true;
        CompletableFuture<?> expected = answer;
        if (expected != null) {
            expected.cancel(true);
        }
        StreamBody stream = body;
        if (stream != null) {
            stream.cancel();
        }
    }
}
