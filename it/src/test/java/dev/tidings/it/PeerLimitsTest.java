package dev.tidings.it;

import static dev.tidings.it.SignedTokens.claims;
import static dev.tidings.it.SignedTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.server.ServerBuilder;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import dev.tidings.server.limit.PeerLimits;
import dev.tidings.server.limit.Proxies;
import dev.tidings.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What one user, or one address, may take, as it meets the limit. */
class PeerLimitsTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;

    private static RunningHub start(PeerLimits limits, UnaryOperator<ServerBuilder> more) {
        return RunningHub.start(settings -> more.apply(settings.peerLimits(limits)
                .metricsAddress("127.0.0.1", 0)
                .access(Access.rules()
                        .tokens(TokenRules.builder(TokenKeys.secret(SignedTokens.SECRET))
                                .algorithms(TokenAlgorithm.HS256)
                                .build())
                        .build())));
    }

    private static String bearer(String who) {
        Map<String, Object> everything = Map.of("topics", List.of("**"));
        return "Authorization: Bearer "
                + token(claims(who)
                        .claim("tidings", Map.of("subscribe", List.of(everything), "publish", List.of(everything))));
    }

    private static RawClient subscribe(RunningHub hub, String who, String... fields) {
        String[] all = new String[fields.length + 1];
        all[0] = bearer(who);
        System.arraycopy(fields, 0, all, 1, fields.length);
        return hub.connect().send(HTTP.get("/sse", all));
    }

    private static void assertOpen(RawClient client) {
        RawClient.Head head = client.readHead();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Transfer-Encoding")).isEqualTo("chunked");
        client.stream(HTTP).nextBlock();
    }

    /** A success with when to come back, and the end: what browsers do not give up at. */
    private static void assertToldToComeBack(RawClient client) {
        RawClient.Response response = client.readResponse();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(response.body()).matches("retry: [0-9]+\n\n");
        client.awaitEnd();
    }

    private static Scrape scrape(RunningHub hub) {
        return Scrape.of(hub.server().metricsPort().orElseThrow());
    }

    private static double refusals(RunningHub hub, String reason) {
        return scrape(hub).value("tidings_refusals_total{reason=\"" + reason + "\"}");
    }

    @Test
    void aUserHasSoManyStreamsHoweverTheyEnd() {
        try (RunningHub hub = start(PeerLimits.DEFAULT.withStreams(2), more -> more)) {
            for (int round = 0; round < 20; round++) {
                try (RawClient one = subscribe(hub, "ann");
                        RawClient two = subscribe(hub, "ann");
                        RawClient three = round == 0 ? subscribe(hub, "bob") : hub.connect()) {
                    assertOpen(one);
                    assertOpen(two);
                    if (round == 0) {
                        assertOpen(three);
                        try (RawClient refused = subscribe(hub, "ann")) {
                            assertToldToComeBack(refused);
                        }
                    }
                    assertThat(scrape(hub).used("streams_of_principal")).isEqualTo(2);
                    switch (round % 3) {
                        case 0 -> one.reset();
                        case 1 -> one.endOutput();
                        default -> hub.hub().disconnect("user:ann");
                    }
                }
                Await.until("nothing is counted any more", () -> scrape(hub).used("streams_of_principal") == 0);
            }
            assertThat(refusals(hub, "streams_of_principal")).isEqualTo(1);
        }
    }

    @Test
    void whoAsksForTheHeadOnlyHasNoStream() {
        try (RunningHub hub = start(PeerLimits.DEFAULT.withStreams(1), more -> more);
                RawClient client = hub.connect()) {
            client.send(HTTP.get("/sse", bearer("ann")).replace("GET", "HEAD"));
            assertThat(client.readHead().status()).isEqualTo(200);

            assertThat(scrape(hub).used("streams_of_principal")).isZero();
        }
    }

    private static RawClient.Response publish(RunningHub hub, String who, String type, String body) {
        try (RawClient client = hub.connect().send(HTTP.post("/events", type, body, bearer(who)))) {
            return client.readResponse();
        }
    }

    @Test
    void whoPublishesTooFastIsToldWhenToGoOn() {
        String event = "{\"topic\":\"a\",\"data\":1}";
        String four = "[" + event + "," + event + "," + event + "," + event + "]";
        try (RunningHub hub = start(PeerLimits.DEFAULT.withPublishRate(1, 3), more -> more)) {
            assertThat(publish(hub, "ann", "application/json", four).status()).isEqualTo(200);

            RawClient.Response refused = publish(hub, "ann", "application/json", event);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 3);
            assertThat(refused.body()).contains("more than 1 events a second of 'user:ann'");
            RawClient.Response line = publish(hub, "ann", "application/x-ndjson", event + "\n");
            assertThat(line.status()).isEqualTo(429);
            assertThat(line.header("Retry-After")).isNotEmpty();
            assertThat(line.body()).contains("\"line\":1").contains("\"published\":0");
            assertThat(publish(hub, "bob", "application/json", event).status()).isEqualTo(200);
            assertThat(refusals(hub, "publish_rate")).isEqualTo(2);
        }
    }

    @Test
    void whoHasBeenReplayedTooMuchResumesLaterAndIsServedWhatIsNew() {
        try (RunningHub hub = start(PeerLimits.DEFAULT.withReplayRate(1024, 2048), more -> more)) {
            EventId before = hub.publish(Event.of("a", "first"));
            for (int i = 0; i < 20; i++) {
                hub.publish(Event.of("a", "x".repeat(10_000)));
            }
            String resuming = "Last-Event-ID: " + before;
            try (RawClient all = subscribe(hub, "ann", resuming)) {
                all.readHead();
                RawStream stream = all.stream(HTTP);
                for (int i = 0; i <= 20; i++) {
                    stream.nextBlock();
                }
            }
            try (RawClient again = subscribe(hub, "ann", resuming);
                    RawClient fresh = subscribe(hub, "ann");
                    RawClient other = subscribe(hub, "bob", resuming)) {
                assertToldToComeBack(again);
                assertOpen(fresh);
                assertOpen(other);
            }
            assertThat(refusals(hub, "replay_rate")).isEqualTo(1);
        }
    }

    @Test
    void anAddressHasSoManyConnections() {
        try (RunningHub hub = start(PeerLimits.DEFAULT.withConnections(2), more -> more)) {
            try (RawClient one = subscribe(hub, "ann");
                    RawClient two = subscribe(hub, "bob")) {
                assertOpen(one);
                assertOpen(two);
                try (RawClient refused = subscribe(hub, "eve")) {
                    assertToldToComeBack(refused);
                }
            }
            Await.until("nothing is counted any more", () -> scrape(hub).used("connections_of_address") == 0);
        }
    }

    @Test
    void behindATrustedProxyTheClientsAreCounted() {
        Proxies local = Proxies.trusted(List.of("127.0.0.1"), "X-Forwarded-For");
        try (RunningHub hub = start(PeerLimits.DEFAULT.withConnections(1), more -> more.proxies(local))) {
            // One after the other: they may be on different event loops.
            try (RawClient one = subscribe(hub, "ann", "X-Forwarded-For: 6.6.6.6, 203.0.113.1")) {
                assertOpen(one);
                try (RawClient two = subscribe(hub, "ann", "X-Forwarded-For: 6.6.6.6, 203.0.113.2")) {
                    assertOpen(two);
                    try (RawClient same = subscribe(hub, "ann", "X-Forwarded-For: 7.7.7.7, 203.0.113.2")) {
                        assertToldToComeBack(same);
                    }
                }
            }
            Await.until("nothing is counted any more", () -> scrape(hub).used("connections_of_address") == 0);
            assertThat(refusals(hub, "connections_of_address")).isEqualTo(1);
        }
    }

    @Test
    void whoIsNoTrustedProxyCannotSayWhoItIs() {
        try (RunningHub hub = start(PeerLimits.DEFAULT.withConnections(1), more -> more);
                RawClient one = subscribe(hub, "ann", "X-Forwarded-For: 203.0.113.1")) {
            assertOpen(one);
            try (RawClient two = subscribe(hub, "ann", "X-Forwarded-For: 203.0.113.2")) {
                assertToldToComeBack(two);
            }
        }
    }

    @Test
    void theProxyProtocolNamesTheClient() {
        try (RunningHub hub = start(PeerLimits.DEFAULT.withConnections(1), more -> more.proxyProtocol(true))) {
            String get = HTTP.get("/sse", bearer("ann"));
            byte[] second = version2("203.0.113.2");
            try (RawClient one = hub.connect().send("PROXY TCP4 203.0.113.1 10.0.0.1 5000 80\r\n" + get);
                    RawClient two = hub.connect().send(second).send(get)) {
                assertOpen(one);
                assertOpen(two);
                try (RawClient same = hub.connect().send("PROXY TCP4 203.0.113.2 10.0.0.1 5001 80\r\n" + get);
                        RawClient none = hub.connect().send(get);
                        RawClient probe = hub.connect().send("PROXY UNKNOWN\r\n" + HTTP.get("/health/live"))) {
                    assertThat(same.readToEnd()).isEmpty();
                    assertThat(none.readToEnd()).isEmpty();
                    assertThat(probe.readResponse().status()).isEqualTo(200);
                }
            }
            Await.until("nothing is counted any more", () -> scrape(hub).used("connections_of_address") == 0);
        }
    }

    /** Version 2: signature, command, family, length. */
    private static byte[] version2(String source) {
        byte[] header = {0xd, 0xa, 0xd, 0xa, 0, 0xd, 0xa, 'Q', 'U', 'I', 'T', 0xa, 0x21, 0x11, 0, 12};
        byte[] all = java.util.Arrays.copyOf(header, header.length + 12);
        String[] octets = source.split("\\.", -1);
        for (int i = 0; i < 4; i++) {
            all[header.length + i] = (byte) Integer.parseInt(octets[i]);
            all[header.length + 4 + i] = 10;
        }
        all[header.length + 10] = 0;
        all[header.length + 11] = 80;
        return all;
    }
}
