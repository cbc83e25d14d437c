package dev.tidings.it;

import static dev.tidings.it.AdminFixture.ADMIN_KEY;
import static dev.tidings.it.AdminFixture.OTHER_KEY;
import static dev.tidings.it.AdminFixture.bearer;
import static dev.tidings.it.AdminFixture.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.server.access.Access;
import dev.tidings.sse.SseMessage;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is taken back holds at once, for requests, open streams and tickets, and after a restart. */
class RevocationTest {

    private static final int KIB = 1 << 10;

    @TempDir
    private Path folder;

    private static String ann(Instant issuedBefore) {
        return "{\"principal\":\"ann\",\"issuedBefore\":\"" + issuedBefore + "\"}";
    }

    private static String ticketUrl(AdminFixture fixture, String token) {
        RawClient.Response ticket = fixture.ask("POST", "/tickets", bearer(token), "{\"endpoint\":\"/sse\"}");
        assertThat(ticket.status()).as(ticket.body()).isEqualTo(200);
        return ticket.body().replaceFirst(".*\"url\":\"([^\"]+)\".*", "$1");
    }

    private static void assertRevoked(DecodedStream stream) {
        SseMessage last = stream.next();
        assertThat(last.type()).isEqualTo("tidings.closed");
        assertThat(last.data()).isEqualTo("{\"reason\":\"revoked\"}");
    }

    @Test
    void whatWasIssuedBeforeEndsAndWhatIsNewerStays() {
        try (AdminFixture fixture = new AdminFixture();
                RawClient byToken = fixture.hub().connect();
                RawClient byTicket = fixture.hub().connect();
                RawClient newer = fixture.hub().connect();
                RawClient other = fixture.hub().connect()) {
            String old = token("ann", 30);
            String url = ticketUrl(fixture, old);
            String fresh = token("ann", 0);
            DecodedStream ofToken = fixture.open(byToken, "/sse", bearer(old));
            DecodedStream ofTicket = fixture.open(byTicket, url, "");
            DecodedStream ofNewer = fixture.open(newer, "/sse", bearer(fresh));
            DecodedStream ofBob = fixture.open(other, "/sse", bearer(token("bob", 30)));

            Instant moment = Instant.now().minusSeconds(10);
            RawClient.Response answer = fixture.revoke(ann(moment));

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"principal\":\"user:ann\"").contains("\"closed\":2");
            assertRevoked(ofToken);
            assertRevoked(ofTicket);
            byToken.awaitEnd();
            byTicket.awaitEnd();
            assertThat(fixture.statusOf("/sse", old)).isEqualTo(401);
            assertThat(fixture.ask("GET", url, "", "").status()).isEqualTo(401);
            assertThat(fixture.ask("POST", "/tickets", bearer(old), "{\"endpoint\":\"/sse\"}")
                            .status())
                    .isEqualTo(401);
            assertThat(fixture.statusOf("/sse", token("ann", 30))).isEqualTo(401);
            assertThat(fixture.statusOf("/sse", fresh)).isEqualTo(200);
            fixture.hub().publish(Event.of("note", "1").with("email", "ann@example.com", "bob@example.com"));
            assertThat(ofNewer.next().data()).isEqualTo("1");
            assertThat(ofBob.next().data()).isEqualTo("1");
        }
    }

    @Test
    void aTokenThatDoesNotSayWhenItWasIssuedIsRevokedForGood() {
        try (AdminFixture fixture = new AdminFixture();
                RawClient client = fixture.hub().connect()) {
            String token = SignedTokens.token(SignedTokens.claims("ann"));
            String url = ticketUrl(fixture, token);
            DecodedStream stream = fixture.open(client, "/sse", bearer(token));
            assertThat(fixture.revoke(ann(Instant.now().minusSeconds(10))).status())
                    .isEqualTo(200);

            assertRevoked(stream);
            assertThat(fixture.statusOf("/sse", token)).isEqualTo(401);
            assertThat(fixture.ask("GET", url, "", "").status()).isEqualTo(401);
        }
    }

    /** Each has a token of its own, which has to be verified first: so requests are under way on all threads when it happens. */
    @Test
    void noStreamSlipsThrough() throws Exception {
        int clients = 8;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try (AdminFixture fixture = new AdminFixture()) {
            CountDownLatch open = new CountDownLatch(5 * clients);
            List<Future<List<RawClient>>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> openUntilRefused(fixture, open)));
            }
            open.await();
            assertThat(fixture.revoke(ann(Instant.now().minusSeconds(10))).status())
                    .isEqualTo(200);
            fixture.hub().publish(Event.of("note", "too late").with("email", "ann@example.com"));

            for (Future<List<RawClient>> each : running) {
                for (RawClient client : each.get()) {
                    try (client) {
                        assertThat(new String(client.readToEnd(), UTF_8)).doesNotContain("too late");
                    }
                }
            }
            assertThat(fixture.admin("GET", "/admin/subscriptions?principal=ann")
                            .body())
                    .contains("\"found\":0");
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<RawClient> openUntilRefused(AdminFixture fixture, CountDownLatch open) {
        List<RawClient> streams = new ArrayList<>();
        while (true) {
            RawClient client = fixture.hub().connect();
            client.send("GET /sse HTTP/1.1\r\nHost: 127.0.0.1\r\n" + bearer(token("ann", 30)) + "\r\n");
            int status = client.readHead().status();
            if (status != 200) {
                client.close();
                assertThat(status).isEqualTo(401);
                return streams;
            }
            streams.add(client);
            open.countDown();
        }
    }

    /** 16 MiB, of which a connection and the kernel hold some hundred KiB. */
    private static EventId publishBacklog(AdminFixture fixture) {
        EventId first = fixture.hub().hub().head();
        for (int i = 0; i < 1_024; i++) {
            fixture.hub()
                    .publish(Event.of("note", i + " " + "x".repeat(16 * KIB)).with("email", "ann@example.com"));
        }
        return first;
    }

    private static AdminFixture withLargeLog() {
        return new AdminFixture(
                Hub.builder()
                        .log(MemoryLog.builder().maxBytes(64L * KIB * KIB).open())
                        .open(),
                AdminFixture.rules().build());
    }

    private static RawClient slowReader(AdminFixture fixture, Protocol protocol) {
        return RawClient.connect(fixture.hub().server(protocol).port(), protocol, 16 * KIB);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void whoDoesNotReadIsCutOff(Protocol protocol) {
        try (AdminFixture fixture = withLargeLog();
                RawClient client = slowReader(fixture, protocol)) {
            fixture.open(client, protocol, "/sse", "Authorization: Bearer " + token("ann", 30));
            publishBacklog(fixture);
            assertThat(fixture.admin("GET", "/admin/subscriptions").body()).contains("\"state\":\"behind\"");
            long begin = System.nanoTime();
            assertThat(fixture.revoke("{\"principal\":\"ann\"}").body()).contains("\"closed\":1");
            // One of many streams of a connection ends without it, if that takes anything at all.
            int left = protocol.isHttp2() ? 1 : 0;
            Await.until(
                    "the end of the stream",
                    () -> fixture.hub().server(protocol).connections() <= left);

            assertThat(System.nanoTime() - begin)
                    .as("a farewell of 10 s is for others")
                    .isLessThan(8_000_000_000L);
            if (!protocol.isHttp2()) {
                byte[] came = client.readToEnd();
                assertThat(came).hasSizeLessThan(1 << 20);
                assertThat(new String(came, UTF_8)).doesNotContain("tidings.closed");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void whoIsCatchingUpGetsNothingMore(Protocol protocol) {
        try (AdminFixture fixture = withLargeLog();
                RawClient client = slowReader(fixture, protocol)) {
            EventId first = publishBacklog(fixture);
            DecodedStream stream = fixture.open(
                    client, protocol, "/sse", "Authorization: Bearer " + token("ann", 30), "Last-Event-ID: " + first);
            for (int i = 0; i < 20; i++) {
                assertThat(stream.next().data()).startsWith(i + " ");
            }
            assertThat(fixture.revoke("{\"principal\":\"ann\"}").body()).contains("\"closed\":1");

            int events = 20;
            String lastType = "";
            try {
                while (!lastType.equals("tidings.closed")) {
                    SseMessage next = stream.next();
                    lastType = next.type();
                    events++;
                }
            } catch (UncheckedIOException reset) {
                // On a slow machine it comes too late for the rest.
                assertThat(lastType).isNotEqualTo("tidings.closed");
            }
            assertThat(events).isLessThan(512);
        }
    }

    @Test
    void itOutlivesARestartAndSoDoTickets() throws IOException {
        Path kept = folder.resolve("access");
        String old = token("ann", 30);
        String url;
        try (AdminFixture fixture =
                new AdminFixture(Hub.open(), AdminFixture.rules().build().keptIn(kept))) {
            url = ticketUrl(fixture, token("bob", 30));
            assertThat(fixture.revoke(ann(Instant.now().minusSeconds(10))).status())
                    .isEqualTo(200);
        }
        try (AdminFixture fixture = new AdminFixture(
                        Hub.open(), AdminFixture.rules().build().keptIn(kept));
                RawClient page = fixture.hub().connect()) {
            assertThat(fixture.statusOf("/sse", old)).isEqualTo(401);
            assertThat(fixture.statusOf("/sse", token("ann", 0))).isEqualTo(200);
            fixture.open(page, url, "");
        }
        Files.writeString(kept.resolve("revocations.json"), "{}");
        Access access = AdminFixture.rules().build().keptIn(kept);
        assertThatIllegalStateException()
                .isThrownBy(() -> new AdminFixture(Hub.open(), access))
                .withMessageContaining("revocations.json");
    }

    @Test
    void onlyAdministratorsRevokeAndOnlyWhatTheyNameRight() {
        try (AdminFixture fixture = new AdminFixture()) {
            String body = "{\"principal\":\"ann\"}";
            assertThat(fixture.ask("POST", "/admin/revocations", "", body).status())
                    .isEqualTo(401);
            assertThat(fixture.ask("POST", "/admin/revocations", bearer(OTHER_KEY), body)
                            .status())
                    .isEqualTo(403);
            assertThat(fixture.ask("POST", "/admin/revocations", bearer(token("ann", 1)), body)
                            .status())
                    .isEqualTo(403);
            assertThat(fixture.ask("GET", "/admin/revocations", bearer(ADMIN_KEY), "")
                            .status())
                    .isEqualTo(405);
            assertThat(fixture.ask(
                                    "POST",
                                    "/admin/revocations",
                                    bearer(ADMIN_KEY) + "Content-Type: text/plain\r\nContent-Length: 0\r\n",
                                    "")
                            .status())
                    .isEqualTo(415);
            for (String wrong : List.of(
                    "{",
                    "[]",
                    "{}",
                    "{\"principal\":5}",
                    "{\"principal\":\"\"}",
                    "{\"principal\":\"" + "x".repeat(300) + "\"}",
                    "{\"principal\":\"ann\",\"before\":1}",
                    "{\"principal\":\"ann\",\"issuedBefore\":5}",
                    "{\"principal\":\"ann\",\"issuedBefore\":\"now\"}",
                    "{\"principal\":\"ann\",\"issuedBefore\":\"2999-01-01T00:00:00Z\"}",
                    "{\"principal\":\"ann\",\"issuedBefore\":\"-999999999-01-01T00:00:00Z\"}")) {
                RawClient.Response refused = fixture.revoke(wrong);
                assertThat(refused.status()).as(wrong).isEqualTo(400);
                assertThat(refused.body()).as(wrong).contains("expected");
            }
            assertThat(fixture.revoke("{\"principal\":\"" + "x".repeat(5_000) + "\"}")
                            .status())
                    .isEqualTo(413);
            RawClient.Response ofKey = fixture.revoke("{\"principal\":\"key:billing\"}");
            assertThat(ofKey.status()).isEqualTo(400);
            assertThat(ofKey.body()).contains("key of the configuration");
            assertThat(fixture.revoke(
                                    "{\"principal\":\"user:key:billing\",\"issuedBefore\":\"2025-11-27T10:15:30+01:00\"}")
                            .body())
                    .contains("user:key:billing", "2025-11-27T09:15:30Z");
        }
    }
}
