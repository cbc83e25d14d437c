package dev.tidings.it;

import static dev.tidings.it.SignedTokens.claims;
import static dev.tidings.it.SignedTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.server.ServerLimits;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a hub tells of itself is what it did. */
class MetricsTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
    private static final String JSON = "application/json";

    private static String event(String email, String data) {
        return "{\"topic\":\"a\",\"attributes\":{\"email\":\"" + email + "\"},\"data\":\"" + data + "\"}";
    }

    private static RawClient.Response ask(RunningHub hub, String request) {
        try (RawClient client = hub.connect().send(request)) {
            return client.readResponse();
        }
    }

    private static DecodedStream open(RawClient client, String target, String lastEventId) {
        return DecodedStream.open(client, HTTP, target, lastEventId).readBlock();
    }

    private static Scrape await(RunningHub hub, String what, Predicate<Scrape> expected) {
        Scrape[] last = new Scrape[1];
        Await.until(what, () -> {
            last[0] = Scrape.of(hub.port());
            return expected.test(last[0]);
        });
        return last[0];
    }

    private static double deliveries(Scrape scrape) {
        return scrape.value("tidings_deliveries_total");
    }

    @Test
    void whatIsPublishedAndDeliveredIsCounted() {
        try (RunningHub hub = RunningHub.start(settings -> settings.eventLoops(1));
                RawClient one = hub.connect();
                RawClient two = hub.connect();
                RawClient bob = hub.connect()) {
            DecodedStream ofOne = open(one, "/sse?email=ann", "");
            DecodedStream ofTwo = open(two, "/sse?email=ann", "");
            open(bob, "/sse?email=bob", "");
            ask(hub, HTTP.post("/events", JSON, event("ann", "1")));
            ask(hub, HTTP.post("/events", JSON, "[" + event("ann", "2") + "," + event("eve", "3") + "]"));
            ask(hub, HTTP.post("/events", "application/x-ndjson", event("ann", "4") + "\n"));
            for (int i = 0; i < 3; i++) {
                ofOne.next();
                ofTwo.next();
            }

            Scrape scrape = await(hub, "all is counted", now -> deliveries(now) == 6);

            assertThat(scrape.value("tidings_events_published_total")).isEqualTo(4);
            assertThat(scrape.value("tidings_subscribers{state=\"live\"}")).isEqualTo(3);
            assertThat(scrape.value("tidings_subscribers{state=\"behind\"}")).isZero();
            assertThat(scrape.value("tidings_streams")).isEqualTo(3);
            assertThat(scrape.value("tidings_publish_latency_seconds_count")).isEqualTo(3);
            assertThat(scrape.value("tidings_publish_latency_seconds_bucket{le=\"+Inf\"}"))
                    .isEqualTo(3);
            assertThat(scrape.value("tidings_publish_latency_seconds_sum")).isPositive();
            // Events may have been one batch together.
            assertThat(scrape.value("tidings_delivery_latency_seconds_count")).isBetween(1.0, 3.0);
            assertThat(scrape.value("tidings_shard_lag_events")).isZero();
            assertThat(scrape.value("tidings_shard_lag_seconds")).isZero();
            assertThat(scrape.value("tidings_log_positions")).isEqualTo(4);
            assertThat(scrape.value("tidings_log_oldest_age_seconds")).isBetween(0.0, 60.0);
            assertThat(scrape.families()).contains("jvm_memory_used_bytes", "jvm_threads_live_threads");
        }
    }

    @Test
    void aStreamThatStaysOpenIsInNoLatency() {
        try (RunningHub hub = RunningHub.start();
                RawClient client = hub.connect()) {
            open(client, "/sse", "");

            Scrape scrape = Scrape.of(hub.port());

            assertThat(scrape.value("tidings_streams")).isEqualTo(1);
            assertThat(scrape.samples().keySet()).noneMatch(name -> name.startsWith("http_"));
            assertThat(scrape.value("tidings_publish_latency_seconds_count")).isZero();
            assertThat(scrape.value("tidings_delivery_latency_seconds_count")).isZero();

            client.reset();
            scrape = await(
                    hub, "its end is counted", now -> now.value("tidings_streams_ended_total{reason=\"client\"}") == 1);
            assertThat(scrape.value("tidings_streams")).isZero();
            assertThat(scrape.value("tidings_publish_latency_seconds_count")).isZero();
        }
    }

    @Test
    void aSlowSubscriberIsBehindAndIsGivenPages() {
        int events = 200;
        int bytes = 20_000;
        try (RunningHub hub = RunningHub.start(
                        Hub.builder()
                                .limits(HubLimits.DEFAULT.withTailBytes(1 << 20))
                                .open(),
                        settings -> settings.eventLoops(1));
                RawClient slow = RawClient.connect(hub.port(), HTTP, 4 << 10)) {
            DecodedStream stream = open(slow, "/sse", "");
            for (int i = 0; i < events; i++) {
                hub.publish(Event.of("a", "x".repeat(bytes)));
            }

            Scrape behind = await(hub, "it is behind", now -> now.value("tidings_subscribers{state=\"behind\"}") == 1);
            assertThat(behind.value("tidings_subscribers{state=\"live\"}")).isZero();
            assertThat(behind.value("tidings_subscribers_turned_behind_total")).isEqualTo(1);
            await(hub, "what is pending is seen", now -> now.used("pending_bytes") > 0);
            for (int i = 0; i < events; i++) {
                stream.next();
            }
            Scrape live = await(hub, "it is live again", now -> now.value("tidings_subscribers{state=\"live\"}") == 1);

            assertThat(live.value("tidings_subscribers{state=\"behind\"}")).isZero();
            double pages = live.value("tidings_replay_pages_total");
            double replayed = live.value("tidings_replay_events_total");
            assertThat(pages).isPositive();
            // What it got from pages it did not get live; the very last may be the shard's own to hand over.
            assertThat(replayed + deliveries(live)).isBetween(events - 7.0, (double) events);
            assertThat(live.value("tidings_replay_bytes_total")).isGreaterThan(replayed * bytes);
            assertThat(live.value("tidings_replay_seconds_total")).isPositive();
            await(hub, "nothing is pending", now -> now.used("pending_bytes") == 0);
        }
    }

    @Test
    void gapsAreCountedByTheirReason() {
        Hub inside = Hub.builder()
                .log(MemoryLog.builder().maxBytes(256 << 10).open())
                .limits(HubLimits.DEFAULT.withTailBytes(64 << 10))
                .open();
        try (RunningHub hub = RunningHub.start(inside, settings -> settings);
                RawClient unknown = hub.connect();
                RawClient expired = hub.connect();
                RawClient again = hub.connect()) {
            EventId first = hub.publish(Event.of("a", "first"));
            for (int i = 0; i < 100; i++) {
                hub.publish(Event.of("a", "x".repeat(10_000)));
            }
            DecodedStream.open(unknown, HTTP, "/sse", "nonsense").next();
            DecodedStream.open(expired, HTTP, "/sse", first.toString()).next();
            DecodedStream.open(again, HTTP, "/sse", first.toString()).next();

            Scrape scrape = Scrape.of(hub.port());

            assertThat(scrape.value("tidings_gaps_total{reason=\"unknown\"}")).isEqualTo(1);
            assertThat(scrape.value("tidings_gaps_total{reason=\"expired\"}")).isEqualTo(2);
            assertThat(scrape.value("tidings_gaps_total{reason=\"lost\"}")).isZero();
        }
    }

    @Test
    void refusalsAreCountedByTheirReason() {
        try (RunningHub hub = RunningHub.start(settings -> settings.limits(ServerLimits.DEFAULT.withConnections(2)))) {
            ask(hub, HTTP.get("/nowhere"));
            ask(hub, HTTP.get("/sse?topic=..."));
            ask(hub, HTTP.post("/events", "text/plain", "a"));
            ask(hub, HTTP.post("/events", JSON, "{"));
            Await.until("there is room", () -> hub.server().connections() == 0);
            try (RawClient one = hub.connect();
                    RawClient two = hub.connect();
                    RawClient three = hub.connect()) {
                open(one, "/sse", "");
                open(two, "/sse", "");
                three.send(HTTP.get("/sse")).readResponse();
            }

            Await.until("there is room again", () -> hub.server().connections() == 0);
            Scrape scrape = Scrape.of(hub.port());

            assertThat(scrape.value("tidings_refusals_total{reason=\"connections\"}"))
                    .isEqualTo(1);
            assertThat(scrape.value("tidings_refusals_total{reason=\"404\"}")).isEqualTo(1);
            assertThat(scrape.value("tidings_refusals_total{reason=\"400\"}")).isEqualTo(2);
            assertThat(scrape.value("tidings_refusals_total{reason=\"415\"}")).isEqualTo(1);
            assertThat(scrape.value("tidings_refusals_total{reason=\"401\"}")).isZero();
        }
    }

    @Test
    void everyBoundIsThereWithItsUse() {
        try (RunningHub hub = RunningHub.start(settings -> settings.limits(ServerLimits.DEFAULT.withConnections(7)));
                RawClient client = hub.connect()) {
            open(client, "/sse", "");
            ask(hub, HTTP.post("/events", JSON, event("ann", "1"), "Idempotency-Key: k1"));

            Scrape scrape = Scrape.of(hub.port());

            assertThat(scrape.limit("connections")).isEqualTo(7);
            assertThat(scrape.used("connections")).isBetween(2.0, 3.0);
            assertThat(scrape.used("idempotency_keys")).isEqualTo(1);
            assertThat(scrape.limit("tail_bytes")).isPositive();
            assertThat(scrape.used("tail_bytes")).isBetween(1.0, scrape.limit("tail_bytes"));
            assertThat(scrape.used("log_bytes")).isBetween(1.0, scrape.limit("log_bytes"));
            assertThat(scrape.limit("waiting_appends_bytes")).isNaN();
            assertThat(scrape.limit("heartbeat_seconds")).isEqualTo(15);
            for (String name : scrape.samples().keySet()) {
                if (name.startsWith("tidings_bound_used")) {
                    assertThat(scrape.samples()).containsKey(name.replace("_used", "_limit"));
                }
            }
        }
    }

    private static RunningHub withTokens() {
        return RunningHub.start(settings -> settings.access(Access.rules()
                        .tokens(TokenRules.builder(TokenKeys.secret(SignedTokens.SECRET))
                                .algorithms(TokenAlgorithm.HS256)
                                .build())
                        .build())
                .metricsAddress("127.0.0.1", 0));
    }

    @Test
    void onlyAnAdministratorMaySeeThem() {
        try (RunningHub hub = withTokens()) {
            assertThat(ask(hub, HTTP.get("/metrics")).status()).isEqualTo(401);
            assertThat(ask(hub, HTTP.get("/metrics", "Authorization: Bearer " + token(claims("ann"))))
                            .status())
                    .isEqualTo(403);
            String admin = token(claims("root").claim("tidings", Map.of("admin", true)));
            RawClient.Response seen = ask(hub, HTTP.get("/metrics", "Authorization: Bearer " + admin));
            assertThat(seen.status()).isEqualTo(200);
            assertThat(new Scrape(seen.body()).value("tidings_refusals_total{reason=\"403\"}"))
                    .isEqualTo(1);
            assertThat(ask(hub, HTTP.post("/metrics", JSON, "{}")).status()).isEqualTo(405);
        }
    }

    @Test
    void aPortOfTheirOwnHasHealthAndMetricsAndNothingElse() {
        try (RunningHub hub = withTokens()) {
            int port = hub.server().metricsPort().orElseThrow();

            assertThat(Scrape.of(port).ofTidings()).isNotEmpty();
            for (String path : Set.of("/health/live", "/health/ready")) {
                try (RawClient client = RawClient.connect(port).send(HTTP.get(path))) {
                    assertThat(client.readResponse().status()).isEqualTo(200);
                }
            }
            for (String path : Set.of("/", "/sse", "/events", "/tickets")) {
                try (RawClient client = RawClient.connect(port).send(HTTP.get(path))) {
                    assertThat(client.readResponse().status()).isEqualTo(404);
                }
            }
        }
    }

    @Test
    void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
        String document = Files.readString(DOCUMENT);
        try (RunningHub hub = RunningHub.start()) {
            Scrape scrape = Scrape.of(hub.port());

            assertThat(documented(document, "\\| `(tidings_[a-z_]+)")).isEqualTo(scrape.ofTidings());
            Set<String> bounds = scrape.samples().keySet().stream()
                    .filter(name -> name.startsWith("tidings_bound_limit"))
                    .map(name -> name.replaceFirst(".*bound=\"([a-z_]+)\".*", "$1"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(documented(document.substring(document.indexOf("## Bounds")), "\\| `([a-z_]+)`"))
                    .isEqualTo(bounds);
        }
    }

    private static Set<String> documented(String document, String pattern) {
        return Pattern.compile(pattern)
                .matcher(document)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
