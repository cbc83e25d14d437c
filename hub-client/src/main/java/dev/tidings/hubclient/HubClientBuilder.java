package dev.tidings.hubclient;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.EventLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a {@link HubClient} reaches its hub. For one thread. */
public final class HubClientBuilder {

    /** 10 s: what is further away than that is not there. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final String PUBLISH_PATH = "/events";

    private final String hub;

    @Nullable
    Supplier<String> token;

    PublishLimits publishLimits = PublishLimits.DEFAULT;
    EventLimits eventLimits = EventLimits.DEFAULT;

    /** The common pool, or a thread for each task where that pool has none. */
    Executor executor = new CompletableFuture<>().defaultExecutor();

    private @Nullable HttpClient httpClient;

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

    /** How large an event may be, as the hub is configured; checked before it is sent. */
    public HubClientBuilder eventLimits(EventLimits newLimits) {
        eventLimits = requireNonNull(newLimits, "newLimits");
        return this;
    }

    /** Runs what depends on stages, and the supplier of tokens. It has to take work until the client is closed. */
    public HubClientBuilder executor(Executor newExecutor) {
        executor = requireNonNull(newExecutor, "newExecutor");
        return this;
    }

    /** For certificates, proxies, or one client in common; it should not follow redirects, which turn a POST into a GET. */
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

    /** With HTTP/1.1, unless it was given: one request at a time gains nothing by HTTP/2. */
    HttpClient http() {
        return httpClient != null
                ? httpClient
                : HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build();
    }
}
