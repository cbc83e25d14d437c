package dev.tidings.hubclient;

import static java.util.Objects.requireNonNull;

import dev.tidings.client.ClientThreads;
import dev.tidings.client.EventSource;
import dev.tidings.client.RetryPolicy;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.sse.EventDecoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How a {@link HubClient} reaches its hub. For one thread. */
public final class HubClientBuilder {

    /** 45 s: three of the heartbeats that a hub sends by default. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(45);

    /** As {@link RetryPolicy#DEFAULT}, and with what proxies answer while a hub is away. */
    public static final RetryPolicy DEFAULT_RETRY_POLICY = RetryPolicy.DEFAULT.withRetriedStatuses(RetryPolicy.BUSY);

    private static final String PUBLISH_PATH = "/events";
    private static final int UNAUTHORIZED = 401;

    private final String hub;

    @Nullable
    Supplier<String> token;

    PublishLimits publishLimits = PublishLimits.DEFAULT;
    EventLimits eventLimits = EventLimits.DEFAULT;
    Consumer<PublishRetry> onRetry = retry -> {};

    JsonMapper jsonMapper = JsonMapper.shared();

    private @Nullable Executor executor;
    private @Nullable HttpClient httpClient;
    private @Nullable RetryPolicy retryPolicy;
    private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;

    HubClientBuilder(URI hub) {
        String scheme = hub.getScheme();
        boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        if (!web || hub.getHost() == null || hub.getRawQuery() != null || hub.getRawFragment() != null) {
            throw new IllegalArgumentException("hub: " + hub + " (expected: http://HOST:PORT or https://HOST:PORT)");
        }
        String text = hub.toString();
        this.hub = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /**
     * Asked for a token, or the key of a program, before each request, and once again if the hub refuses one with 401. All have to
     * be of the same principal: idempotency keys are. If it throws, the request is tried again later.
     *
     * @param newToken called on the executor; may block
     */
    public HubClientBuilder token(Supplier<String> newToken) {
        token = requireNonNull(newToken, "newToken");
        return this;
    }

    public HubClientBuilder publishLimits(PublishLimits newLimits) {
        publishLimits = requireNonNull(newLimits, "newLimits");
        return this;
    }

    /**
     * Called each time that a request to publish will be sent again: for those who want to know that a hub is away before
     * {@link PublishLimits.Times#total()} is over. Requests wait for it, so it should not block; if it throws, the batch fails.
     */
    public HubClientBuilder onRetry(Consumer<PublishRetry> listener) {
        onRetry = requireNonNull(listener, "listener");
        return this;
    }

    /** How large an event may be, as the hub is configured; checked before it is sent. A larger one ends a subscription. */
    public HubClientBuilder eventLimits(EventLimits newLimits) {
        eventLimits = requireNonNull(newLimits, "newLimits");
        return this;
    }

    /**
     * Runs what depends on stages, listeners and the supplier of tokens, for which it needs several threads. It has to take work
     * until the client is closed. If not called, {@link ClientThreads#executor}, as all {@link EventSource}s.
     */
    public HubClientBuilder executor(Executor newExecutor) {
        executor = requireNonNull(newExecutor, "newExecutor");
        return this;
    }

    /** Reads the data of events: {@link HubEvent#as}. */
    public HubClientBuilder jsonMapper(JsonMapper newMapper) {
        jsonMapper = requireNonNull(newMapper, "newMapper");
        return this;
    }

    /**
     * When subscriptions come back. If not called, {@link #DEFAULT_RETRY_POLICY}, and after a 401 too if there is a supplier of
     * tokens: the next one may be accepted.
     */
    public HubClientBuilder retryPolicy(RetryPolicy newPolicy) {
        retryPolicy = requireNonNull(newPolicy, "newPolicy");
        return this;
    }

    /**
     * How long nothing may come from the hub before a stream counts as lost: longer than its heartbeats are apart.
     * {@link #DEFAULT_IDLE_TIMEOUT} if not called.
     */
    public HubClientBuilder idleTimeout(Duration newTimeout) {
        idleTimeout = requireNonNull(newTimeout, "newTimeout");
        return this;
    }

    /**
     * For certificates and proxies; it should not follow redirects, which turn a POST into a GET. If not called, requests go through
     * one with HTTP/1.1 that all {@link HubClient}s share, and streams through the one that all {@link EventSource}s share.
     */
    public HubClientBuilder httpClient(HttpClient newClient) {
        httpClient = requireNonNull(newClient, "newClient");
        return this;
    }

    public HubClient build() {
        return new HubClient(this);
    }

    URI events() {
        return URI.create(hub + PUBLISH_PATH);
    }

    Executor executor() {
        return executor != null ? executor : ClientThreads.executor();
    }

    Sources sources() {
        EventSourceSettings settings =
                new EventSourceSettings(hub, token, policy(), idleTimeout, maxEventBytes(), executor, httpClient);
        return new Sources(settings::prepare, jsonMapper);
    }

    /** A hub of large events sends large events. */
    private int maxEventBytes() {
        int most = Math.min(eventLimits.dataBytes(), EventDecoder.LARGEST_MAX_EVENT_BYTES);
        return Math.max(EventDecoder.DEFAULT_MAX_EVENT_BYTES, most);
    }

    private RetryPolicy policy() {
        if (retryPolicy != null) {
            return retryPolicy;
        }
        if (token == null) {
            return DEFAULT_RETRY_POLICY;
        }
        Set<Integer> statuses = new HashSet<>(DEFAULT_RETRY_POLICY.retriedStatuses());
        statuses.add(UNAUTHORIZED);
        return DEFAULT_RETRY_POLICY.withRetriedStatuses(statuses);
    }

    HttpClient http() {
        return httpClient != null ? httpClient : SharedHttp.client();
    }
}
