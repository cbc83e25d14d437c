package dev.tidings.client;

import static java.util.Objects.requireNonNull;

import dev.tidings.sse.EventDecoder;
import dev.tidings.sse.SseMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says where an {@link EventSource} connects to, how, and who listens. Can be used for several sources; for one thread.
 * <p>
 * Listeners are called one at a time and in order, on the executor. One that blocks keeps its source from reading (and others,
 * if it is an executor of few threads); one that throws harms nobody: the exception is logged by {@code System.Logger}.
 */
public final class EventSourceBuilder {

    /** 5 min: twenty of the heartbeats that the standard advises, and less than a firewall forgets a connection after. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(5);

    private final URI url;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<Runnable> ofOpen = new ArrayList<>();
    private final Map<String, List<Consumer<SseMessage>>> byType = new HashMap<>();
    private final List<Consumer<SseMessage>> ofAny = new ArrayList<>();
    private final List<Consumer<String>> ofComment = new ArrayList<>();
    private final List<Consumer<EventSourceError>> ofError = new ArrayList<>();

    private String method = "GET";
    private BodyPublisher body = BodyPublishers.noBody();
    private Supplier<Map<String, String>> moreHeaders = Map::of;
    private String lastEventId = "";
    private RetryPolicy retryPolicy = RetryPolicy.DEFAULT;
    private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;
    private int maxEventBytes = EventDecoder.DEFAULT_MAX_EVENT_BYTES;
    private Executor executor = Shared.LISTENER_THREADS;
    private @Nullable HttpClient client;
    private Timer timer = Shared.TIMER;

    EventSourceBuilder(URI url) {
        if (!Redirects.isHttp(requireNonNull(url, "url"))) {
            throw new IllegalArgumentException("url: " + url + " (expected: http or https, and a host)");
        }
        this.url = url;
    }

    /**
     * A header of every request, instead of an earlier one of the same name, ours included. Not sent to where a redirect to
     * another origin leads.
     *
     * @throws IllegalArgumentException if the JDK's HTTP client would not send it: {@code Host}, {@code Connection},
     *     {@code Content-Length}, {@code Expect} and {@code Upgrade} unless {@code jdk.httpclient.allowRestrictedHeaders} says
     *     otherwise, or what is no header; or if it is {@code Last-Event-ID}
     */
    public EventSourceBuilder header(String name, String value) {
        LastEventId.requireOtherName(name);
        HttpRequest.newBuilder().header(name, value); // checks both
        headers.put(name, value);
        return this;
    }

    /**
     * Headers that change, such as a token that expires. Asked before each attempt, on the executor; may block. If it throws, the
     * attempt has failed and the next one asks again.
     */
    public EventSourceBuilder headers(Supplier<Map<String, String>> supplier) {
        moreHeaders = requireNonNull(supplier, "supplier");
        return this;
    }

    /**
     * The id to begin behind.
     *
     * @param id printable ASCII, no spaces around it; empty for none
     */
    public EventSourceBuilder lastEventId(String id) {
        if (!LastEventId.isSendable(requireNonNull(id, "id"))) {
            throw new IllegalArgumentException(
                    "lastEventId: " + id + " (expected: printable ASCII, no spaces around it)");
        }
        lastEventId = id;
        return this;
    }

    /**
     * Another method than GET.
     *
     * @param content sent again with each attempt
     */
    public EventSourceBuilder method(String name, BodyPublisher content) {
        HttpRequest.newBuilder().method(name, content); // checks both
        method = name;
        body = content;
        return this;
    }

    /** Whether and when it comes back. {@link RetryPolicy#DEFAULT} if not called. */
    public EventSourceBuilder retryPolicy(RetryPolicy policy) {
        retryPolicy = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * How long a server may be silent, from the request on, before the connection counts as lost. Time that listeners take, or
     * that nobody pulls, does not count. Longer than the server's heartbeats are apart.
     *
     * @param timeout at most a day; zero for none. {@link #DEFAULT_IDLE_TIMEOUT} if not called
     */
    public EventSourceBuilder idleTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.compareTo(RetryPolicy.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "idleTimeout: " + timeout + " (expected: PT0S.." + RetryPolicy.LONGEST + ")");
        }
        idleTimeout = timeout;
        return this;
    }

    /**
     * The largest data of one message, in UTF-8 bytes; a larger one ends the source.
     *
     * @param bytes 1 to 1 GiB; {@value EventDecoder#DEFAULT_MAX_EVENT_BYTES} if not called
     */
    public EventSourceBuilder maxEventBytes(int bytes) {
        if (bytes < 1 || bytes > EventDecoder.LARGEST_MAX_EVENT_BYTES) {
            throw new IllegalArgumentException(
                    "maxEventBytes: " + bytes + " (expected: 1.." + EventDecoder.LARGEST_MAX_EVENT_BYTES + ")");
        }
        maxEventBytes = bytes;
        return this;
    }

    /**
     * Where listeners and the supplier of headers are called, and messages decoded. If not called, virtual threads; on Java 17 to 20
     * a pool of up to 256 threads that all sources of this JVM share. If it refuses a task, the source gives up
     * ({@link EventSourceError.ExecutorFailed}). One that runs tasks on the calling thread makes listeners run on a thread of the HTTP
     * client or on the timer of all sources, and must have none that blocks.
     */
    public EventSourceBuilder executor(Executor threads) {
        executor = requireNonNull(threads, "threads");
        return this;
    }

    /**
     * A client of your own: for TLS, a proxy, authentication, or HTTP/2, which needs https. If it follows redirects, it does so by
     * its own rules. The caller's to close.
     */
    public EventSourceBuilder httpClient(HttpClient ofCaller) {
        client = requireNonNull(ofCaller, "ofCaller");
        return this;
    }

    /** Called each time that a stream begins, before anything of it. */
    public EventSourceBuilder onOpen(Runnable listener) {
        ofOpen.add(requireNonNull(listener, "listener"));
        return this;
    }

    /** Called for messages without a type, as {@code onmessage} of a browser. */
    public EventSourceBuilder onMessage(Consumer<SseMessage> listener) {
        return on(SseMessage.DEFAULT_TYPE, listener);
    }

    /** Called for messages of one type. What a server calls {@code open} or {@code error} is a message like any other. */
    public EventSourceBuilder on(String type, Consumer<SseMessage> listener) {
        byType.computeIfAbsent(requireNonNull(type, "type"), none -> new ArrayList<>())
                .add(requireNonNull(listener, "listener"));
        return this;
    }

    /** Called for messages of every type, after the listeners of that type. */
    public EventSourceBuilder onAny(Consumer<SseMessage> listener) {
        ofAny.add(requireNonNull(listener, "listener"));
        return this;
    }

    /** Called for each comment, with all that follows the colon. */
    public EventSourceBuilder onComment(Consumer<String> listener) {
        ofComment.add(requireNonNull(listener, "listener"));
        return this;
    }

    /** Called each time that a stream ends or cannot be had. */
    public EventSourceBuilder onError(Consumer<EventSourceError> listener) {
        ofError.add(requireNonNull(listener, "listener"));
        return this;
    }

    /** For tests. */
    EventSourceBuilder timer(Timer ofTest) {
        timer = ofTest;
        return this;
    }

    /** Begins to connect, and returns at once. */
    public EventSource open() {
        Map<String, List<Consumer<SseMessage>>> listeners = new HashMap<>();
        byType.forEach((type, some) -> listeners.put(type, List.copyOf(some)));
        return EventSource.open(new Settings(
                url,
                method,
                body,
                Map.copyOf(headers),
                moreHeaders,
                lastEventId,
                retryPolicy,
                idleTimeout,
                maxEventBytes,
                executor,
                client == null ? Shared.client() : client,
                timer,
                new Listeners(
                        List.copyOf(ofOpen),
                        listeners,
                        List.copyOf(ofAny),
                        List.copyOf(ofComment),
                        List.copyOf(ofError))));
    }
}
