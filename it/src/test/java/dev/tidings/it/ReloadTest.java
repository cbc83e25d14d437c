package dev.tidings.it;

import static dev.tidings.it.AdminFixture.NEWS;
import static dev.tidings.it.AdminFixture.OTHER_KEY;
import static dev.tidings.it.AdminFixture.SSE;
import static dev.tidings.it.AdminFixture.bearer;
import static dev.tidings.it.AdminFixture.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.ApiKey;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.CorsRule;
import dev.tidings.server.access.Grants;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.sse.SseMessage;
import dev.tidings.testkit.Await;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may do what can be said anew while a server runs: streams that rest on what has changed end, all others stay. */
class ReloadTest {

    private static final String OTHER_SECRET = "another secret that is long enough for HMAC, too";
    private static final List<EndpointConfig> BOTH = List.of(SSE, NEWS);

    /** A stream of each kind. */
    private static final List<String> KINDS = List.of("token", "ticket", "nobody", "key");

    private final AdminFixture fixture = new AdminFixture(Hub.open(), same());
    private final List<RawClient> clients = new ArrayList<>();
    private final List<DecodedStream> streams = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(RawClient::close);
        fixture.close();
    }

    private static Access same() {
        return AdminFixture.rules().build();
    }

    private String ticketUrl() {
        RawClient.Response ticket =
                fixture.ask("POST", "/tickets", bearer(token("bob", 30)), "{\"endpoint\":\"/sse\"}");
        return ticket.body().replaceFirst(".*\"url\":\"([^\"]+)\".*", "$1");
    }

    private void open(String target, String fields) {
        RawClient client = fixture.hub().connect();
        clients.add(client);
        streams.add(fixture.open(client, target, fields));
    }

    private void openOfEachKind() {
        open("/sse", bearer(token("ann", 30)));
        open(ticketUrl(), "");
        open("/news", "");
        open("/news", bearer(OTHER_KEY));
    }

    private int reload(Access access, List<EndpointConfig> endpoints) {
        return fixture.hub()
                .server()
                .reload(access, endpoints)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** Those whose streams end over it; what is published afterwards comes to all others. */
    private Set<String> endedBy(Access access, List<EndpointConfig> endpoints) {
        openOfEachKind();
        int count = reload(access, endpoints);
        fixture.hub().publish(Event.of("note", "still").with("email", "ann@example.com", "bob@example.com"));
        fixture.hub().publish(Event.of("news.all", "still"));
        Set<String> ended = new TreeSet<>();
        for (int i = 0; i < streams.size(); i++) {
            SseMessage next = streams.get(i).next();
            if (next.type().equals("tidings.closed")) {
                assertThat(next.data()).isEqualTo("{\"reason\":\"revoked\"}");
                ended.add(KINDS.get(i));
            } else {
                assertThat(next.data()).isEqualTo("still");
            }
        }
        assertThat(ended).hasSize(count);
        return ended;
    }

    @Test
    void whatIsTheSameChangesNothing() {
        String url = ticketUrl();

        assertThat(endedBy(same(), BOTH)).isEmpty();
        open(url, "");
        open("/sse", bearer(token("ann", 3)));
    }

    @Test
    void whatDecidesAboutNoStreamEndsNone() {
        assertThat(endedBy(
                        AdminFixture.rules(AdminFixture.tokens(SignedTokens.SECRET)
                                        .cookie("session")
                                        .build())
                                .key(new ApiKey("new", ApiKey.hash(ApiKey.generate(new SecureRandom())), Grants.NONE))
                                .cors(new CorsRule(Set.of("https://app.example.com"), true))
                                .ticketsLongest(Duration.ofMinutes(1))
                                .build(),
                        List.of(
                                SSE,
                                NEWS,
                                EndpointConfig.builder("/more").topics("more").build())))
                .isEmpty();
    }

    @Test
    void anEndpointThatIsGoneTakesItsStreamsAlong() {
        assertThat(endedBy(same(), List.of(SSE))).containsExactly("key", "nobody");
        assertThat(fixture.ask("GET", "/news", "", "").status()).isEqualTo(404);
    }

    @Test
    void anEndpointThatIsNarrowerTakesItsStreamsAlong() {
        String url = ticketUrl();
        EndpointConfig narrower = EndpointConfig.builder("/sse")
                .topics("chat.*")
                .bind("email", Claim.of("email"))
                .build();

        assertThat(endedBy(same(), List.of(narrower, NEWS))).containsExactly("ticket", "token");
        RawClient.Response refused = fixture.ask("GET", url, "", "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body()).contains("has changed since the ticket was issued");
        open(ticketUrl(), "");
    }

    @Test
    void aSecretThatIsAnotherEndsWhoeverHasATokenOfTheOldOne() {
        String url = ticketUrl();
        Access other =
                AdminFixture.rules(AdminFixture.tokens(OTHER_SECRET).build()).build();

        assertThat(endedBy(other, BOTH)).containsExactly("ticket", "token");
        assertThat(fixture.statusOf("/sse", token("ann", 30))).isEqualTo(401);
        assertThat(fixture.ask("GET", url, "", "").status()).isEqualTo(401);
    }

    @Test
    void stricterRulesForTokensEndTheirStreams() {
        Access stricter = AdminFixture.rules(AdminFixture.tokens(SignedTokens.SECRET)
                        .audience("others")
                        .build())
                .build();

        assertThat(endedBy(stricter, BOTH)).containsExactly("ticket", "token");
    }

    @Test
    void whatEverybodyIsGrantedIsEverybodysRule() {
        Access none = AdminFixture.rules().anonymous(Grants.NONE).build();

        assertThat(endedBy(none, BOTH)).containsExactly("key", "nobody", "ticket", "token");
        assertThat(fixture.ask("GET", "/news", "", "").status()).isEqualTo(401);
    }

    @Test
    void aKeyThatIsGoneEndsItsStreams() {
        Access without = Access.rules()
                .tokens(AdminFixture.tokens(SignedTokens.SECRET).build())
                .anonymous(new Grants(List.of(Filter.topic("news.**")), List.of(), false))
                .build();

        assertThat(endedBy(without, BOTH)).containsExactly("key");
    }

    @Test
    void whatWasRevokedStaysSo() {
        assertThat(fixture.revoke("{\"principal\":\"ann\",\"issuedBefore\":\""
                                + Instant.now().minusSeconds(10) + "\"}")
                        .status())
                .isEqualTo(200);
        for (String secret : List.of(SignedTokens.SECRET, OTHER_SECRET, SignedTokens.SECRET)) {
            reload(AdminFixture.rules(AdminFixture.tokens(secret).build()).build(), BOTH);
        }
        assertThat(fixture.statusOf("/sse", token("ann", 30))).isEqualTo(401);
        open("/sse", bearer(token("bob", 30)));
        assertThat(fixture.revoke("{\"principal\":\"bob\"}").body()).contains("\"closed\":1");
        assertThat(streams.get(0).next().type()).isEqualTo("tidings.closed");
    }

    @Test
    void aMistakeChangesNothing() {
        openOfEachKind();
        for (Runnable wrong : List.<Runnable>of(
                () -> reload(Access.open(), BOTH),
                () -> reload(Access.development(), BOTH),
                () -> reload(Access.rules().build(), BOTH),
                () -> reload(same(), List.of(NEWS, NEWS)),
                () -> reload(
                        same(),
                        List.of(EndpointConfig.builder("/tickets").topics("a").build())),
                () -> reload(
                        AdminFixture.rules()
                                .revocationsFile(Path.of("elsewhere"))
                                .build(),
                        BOTH))) {
            assertThatIllegalArgumentException().isThrownBy(wrong::run).withMessageContaining("(expected: ");
        }
        fixture.hub().publish(Event.of("news.all", "still"));
        assertThat(streams.get(2).next().data()).isEqualTo("still");
        open("/sse", bearer(token("ann", 3)));
    }

    /** Each has a token of its own, which has to be verified first: so requests are under way on all threads when it happens. */
    @Test
    void noStreamSlipsThrough() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch open = new CountDownLatch(5 * threads);
            List<Future<List<RawClient>>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> openUntilRefused(open)));
            }
            open.await();
            reload(AdminFixture.rules(AdminFixture.tokens(OTHER_SECRET).build()).build(), BOTH);
            fixture.hub().publish(Event.of("note", "too late").with("email", "ann@example.com"));

            for (Future<List<RawClient>> each : running) {
                for (RawClient client : each.get()) {
                    try (client) {
                        assertThat(new String(client.readToEnd(), UTF_8)).doesNotContain("too late");
                    }
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private List<RawClient> openUntilRefused(CountDownLatch open) {
        List<RawClient> opened = new ArrayList<>();
        while (true) {
            RawClient client = fixture.hub().connect();
            client.send("GET /sse HTTP/1.1\r\nHost: 127.0.0.1\r\n" + bearer(token("ann", 30)) + "\r\n");
            int status = client.readHead().status();
            if (status != 200) {
                client.close();
                assertThat(status).isEqualTo(401);
                return opened;
            }
            opened.add(client);
            open.countDown();
        }
    }

    private static long tokenThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tidings-tokens-"))
                .count();
    }

    @Test
    void itLeavesNoThreadsBehind() {
        for (int i = 0; i < 10; i++) {
            reload(
                    AdminFixture.rules(AdminFixture.tokens(SignedTokens.SECRET)
                                    .leeway(Duration.ofSeconds(i))
                                    .build())
                            .build(),
                    BOTH);
            assertThat(fixture.statusOf("/sse", token("ann", 30))).isEqualTo(200);
        }
        Await.until("the end of their threads", () -> tokenThreads() == 0);
    }
}
