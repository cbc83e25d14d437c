package dev.tidings.it;

import static dev.tidings.it.SignedTokens.claims;
import static dev.tidings.it.SignedTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.ApiKey;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.CorsRule;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import dev.tidings.sse.SseMessage;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hub that says who may read and write what, as clients meet it. */
class AccessOverHttpTest {

    private static final String KEY = ApiKey.generate(new SecureRandom());
    private static final String EVENT =
            "{\"topic\":\"filter.verified\",\"attributes\":{\"email\":\"ann@example.com\"},\"data\":\"yes\"}";
    private static final String JSON = "application/json";

    private final Access access = Access.rules()
            .tokens(TokenRules.builder(TokenKeys.secret(SignedTokens.SECRET))
                    .algorithms(TokenAlgorithm.HS256)
                    .cookie("session")
                    .build())
            .key(new ApiKey(
                    "billing",
                    ApiKey.hash(KEY),
                    new Grants(List.of(), List.of(Filter.topic("invoice.**").where("tenant", "7")), false)))
            .anonymous(new Grants(List.of(Filter.topic("announcement.**")), List.of(), false))
            .cors(new CorsRule(Set.of("https://app.example.com"), true))
            .build();

    private final RunningHub hub = RunningHub.start(settings -> settings.access(access)
            .endpoint("/sse", endpoint -> endpoint.topics("filter.verified").bind("email", Claim.of("email")))
            .endpoint("/news", endpoint -> endpoint.topics("announcement.**"))
            .endpoint("/chat", endpoint -> endpoint.topics("chat").allow("room")));

    @AfterEach
    void stop() {
        hub.close();
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    private static String get(String target, String fields) {
        return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + fields + "\r\n";
    }

    private static String post(String body, String fields) {
        return "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n" + fields + "\r\n" + body;
    }

    private RawClient.Response ask(String request) {
        try (RawClient client = hub.connect().send(request)) {
            return client.readResponse();
        }
    }

    private static DecodedStream open(RawClient client, String target, String fields) {
        return open(client, Protocol.HTTP_1_1, target, fields);
    }

    private static DecodedStream open(RawClient client, Protocol protocol, String target, String fields) {
        client.send(protocol.get(target, fields.lines().toArray(String[]::new)));
        assertThat(client.readHead().status()).isEqualTo(200);
        return new DecodedStream(client.stream(protocol), "").readBlock();
    }

    @Test
    void eachSeesOnlyItsOwn() {
        try (RawClient ann = hub.connect();
                RawClient bob = hub.connect()) {
            DecodedStream ofAnn = open(ann, "/sse", bearer(token(claims("ann"))));
            DecodedStream ofBob = open(bob, "/sse?email=bob%40example.com", bearer(token(claims("bob"))));
            hub.publish(Event.of("filter.verified", "for Ann").with("email", "ann@example.com"));
            hub.publish(Event.of("filter.verified", "for both").with("email", "ann@example.com", "bob@example.com"));
            hub.publish(Event.of("filter.verified", "for Bob").with("email", "bob@example.com"));

            assertThat(List.of(ofAnn.next().data(), ofAnn.next().data())).containsExactly("for Ann", "for both");
            assertThat(List.of(ofBob.next().data(), ofBob.next().data())).containsExactly("for both", "for Bob");
        }
    }

    @Test
    void whatIsNotOnesOwnIsRefused() {
        String ann = bearer(token(claims("ann")));

        assertThat(ask(get("/sse?email=bob%40example.com", ann)).head().status())
                .isEqualTo(403);
        assertThat(ask(get("/sse?email=ann%40example.com&email=bob%40example.com", ann))
                        .head()
                        .status())
                .isEqualTo(403);
        assertThat(ask(get("/sse", bearer(token(claims("ann").claim("email", null)))))
                        .head()
                        .status())
                .isEqualTo(403);
        assertThat(ask(get("/sse", bearer(token(claims("ann").claim("email", List.of())))))
                        .head()
                        .status())
                .isEqualTo(403);
        assertThat(ask(get("/sse", bearer(token(claims("ann").claim("email", 5)))))
                        .head()
                        .status())
                .isEqualTo(403);
        assertThat(ask(get("/chat?room=1", ann)).head().status()).isEqualTo(403);
        assertThat(ask(get("/sse?access_token=" + token(claims("ann")), ""))
                        .head()
                        .status())
                .isEqualTo(400);
        assertThat(ask(get("/sse", bearer(KEY))).head().status()).isEqualTo(403);
    }

    @Test
    void whoBringsNothingGetsWhatEverybodyGets() {
        RawClient.Response refused = ask(get("/sse", ""));
        assertThat(refused.head().status()).isEqualTo(401);
        assertThat(refused.head().headers()).containsEntry("www-authenticate", List.of("Bearer"));
        assertThat(refused.body()).contains("a token is needed");
        assertThat(ask(get("/chat", "")).head().status()).isEqualTo(401);
        assertThat(ask(post(EVENT, "")).head().status()).isEqualTo(401);
        try (RawClient anybody = hub.connect()) {
            DecodedStream news = open(anybody, "/news", "");
            hub.publish(Event.of("announcement.all", "hello"));

            assertThat(news.next().data()).isEqualTo("hello");
        }
    }

    @Test
    void whatIsWrongIsRefusedWhereNothingWouldHaveBeenEnough() {
        assertThat(ask(get("/news", bearer("x"))).head().status()).isEqualTo(401);
        assertThat(ask(get("/news", bearer("tk_x"))).head().status()).isEqualTo(401);
        assertThat(ask(get("/news", "Authorization: Basic YTpi\r\n")).head().status())
                .isEqualTo(401);
        assertThat(ask(get("/news", bearer("a") + bearer("b"))).head().status()).isEqualTo(400);
        assertThat(ask(get("/health/live", bearer("x"))).head().status()).isEqualTo(200);
    }

    @Test
    void theOpenEndpointIsGone() {
        RawClient.Response refused = ask(get("/events", bearer(token(claims("ann")))));

        assertThat(refused.head().status()).isEqualTo(405);
        assertThat(refused.head().headers()).containsEntry("allow", List.of("POST, OPTIONS"));
    }

    @Test
    void aKeyPublishesWhatItIsGrantedAndNothingElse() {
        String seven = "{\"topic\":\"invoice.paid\",\"attributes\":{\"tenant\":7},\"data\":1}";
        String both = "{\"topic\":\"invoice.paid\",\"attributes\":{\"tenant\":[7,8]},\"data\":1}";

        assertThat(ask(post(seven, bearer(KEY))).head().status()).isEqualTo(200);
        RawClient.Response refused = ask(post("[" + seven + "," + both + "]", bearer(KEY)));
        assertThat(refused.head().status()).isEqualTo(403);
        assertThat(refused.body())
                .contains("event 2 of the array")
                .contains("key:billing")
                .contains("invoice.paid");
        assertThat(ask(post(EVENT, bearer(KEY))).head().status()).isEqualTo(403);
        RawClient.Response none = ask(post(EVENT, bearer(token(claims("ann")))));
        assertThat(none.head().status()).isEqualTo(403);
        assertThat(none.body()).contains("has no grant to publish");
        assertThat(ask(post("not even JSON", bearer(token(claims("ann")))))
                        .head()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void linesBeforeTheOneThatIsNotGrantedArePublished() {
        String seven = "{\"topic\":\"invoice.paid\",\"attributes\":{\"tenant\":7},\"data\":1}\n";
        String body = seven + seven + "{\"topic\":\"invoice.paid\",\"attributes\":{\"tenant\":8},\"data\":1}\n" + seven;
        RawClient.Response refused = ask(post(body, bearer(KEY)).replace(JSON, "application/x-ndjson"));

        assertThat(refused.head().status()).isEqualTo(403);
        assertThat(refused.body()).contains("\"line\":3").contains("\"published\":2");
    }

    @Execution(ExecutionMode.CONCURRENT) // each waits for seconds
    @ParameterizedTest
    @EnumSource
    void aStreamEndsWithItsToken(Protocol protocol) {
        try (RawClient client = hub.connect(protocol)) {
            Instant begin = Instant.now();
            DecodedStream stream = open(
                    client,
                    protocol,
                    "/sse",
                    bearer(token(claims("ann").expirationTime(Date.from(begin.plusSeconds(3))))));

            SseMessage last = stream.next();

            assertThat(last.type()).isEqualTo("tidings.closed");
            assertThat(last.data()).isEqualTo("{\"reason\":\"expired\"}");
            assertThat(Instant.now()).isAfter(begin.plusSeconds(2));
            client.awaitEnd();
        }
    }

    private RawClient.Response ticketFor(String body, String fields) {
        return ask(post(body, fields).replace("POST /events", "POST /tickets"));
    }

    private static String url(RawClient.Response ticket) {
        assertThat(ticket.head().status()).as(ticket.body()).isEqualTo(200);
        return ticket.body().replaceFirst(".*\"url\":\"([^\"]+)\".*", "$1");
    }

    @ParameterizedTest
    @EnumSource
    void aTicketStandsForItsOwnerInAnAddress(Protocol protocol) {
        String url = url(ticketFor("{\"endpoint\":\"/sse\"}", bearer(token(claims("ann")))));

        assertThat(url).startsWith("/sse?ticket=");
        try (RawClient page = hub.connect(protocol);
                RawClient again = hub.connect(protocol)) {
            DecodedStream stream = open(page, protocol, url, "");
            hub.publish(Event.of("filter.verified", "for Bob").with("email", "bob@example.com"));
            hub.publish(Event.of("filter.verified", "for Ann").with("email", "ann@example.com"));
            assertThat(stream.next().data()).isEqualTo("for Ann");
            hub.publish(Event.of("filter.verified", "meanwhile").with("email", "ann@example.com"));

            DecodedStream resumed = open(again, protocol, url, "Last-Event-ID: " + stream.lastEventId() + "\r\n");
            assertThat(resumed.next().data()).isEqualTo("meanwhile");
        }
    }

    @Test
    void aTicketIsForNothingElse() {
        String ticket = url(ticketFor("{\"endpoint\":\"/sse\"}", bearer(token(claims("ann")))))
                .substring("/sse?ticket=".length());

        assertThat(ask(get("/news?ticket=" + ticket, "")).head().status()).isEqualTo(403);
        assertThat(ask(get("/sse?email=bob%40example.com&ticket=" + ticket, ""))
                        .head()
                        .status())
                .isEqualTo(400);
        assertThat(ask(get("/sse?ticket=" + ticket + "x", "")).head().status()).isEqualTo(401);
        assertThat(ask(get("/sse?ticket=" + token(claims("ann")), "")).head().status())
                .isEqualTo(401);
        assertThat(ask(get("/sse", bearer(ticket))).head().status()).isEqualTo(401);
        assertThat(ask(post(EVENT, bearer(ticket))).head().status()).isEqualTo(401);
    }

    @Test
    void nobodyGetsATicketForMoreThanItMayRead() {
        String ann = bearer(token(claims("ann")));

        assertThat(ticketFor("{\"endpoint\":\"/sse\",\"attributes\":{\"email\":\"bob@example.com\"}}", ann)
                        .head()
                        .status())
                .isEqualTo(403);
        assertThat(ticketFor("{\"endpoint\":\"/chat\"}", ann).head().status()).isEqualTo(403);
        assertThat(ticketFor("{\"endpoint\":\"/sse\"}", "").head().status()).isEqualTo(401);
        assertThat(ticketFor("{\"endpoint\":\"/news\"}", bearer(KEY)).head().status())
                .isEqualTo(403);
        assertThat(ticketFor("{\"endpoint\":\"/news\"}", ann).head().status()).isEqualTo(200);
        for (String wrong : List.of(
                "",
                "[]",
                "{}",
                "{\"endpoint\":5}",
                "{\"endpoint\":\"/nowhere\"}",
                "{\"endpoint\":\"/sse\",\"more\":1}",
                "{\"endpoint\":\"/sse\",\"attributes\":{\"email\":[]}}",
                "{\"endpoint\":\"/sse\",\"attributes\":{\"emial\":\"a\"}}",
                "{\"endpoint\":\"/sse\",\"attributes\":[]}",
                "{\"endpoint\":\"/sse\",\"topics\":\"other\"}")) {
            assertThat(ticketFor(wrong, ann).head().status()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void aTicketEndsWithTheTokenItWasIssuedFor() {
        String url = url(ticketFor(
                "{\"endpoint\":\"/sse\"}",
                bearer(token(
                        claims("ann").expirationTime(Date.from(Instant.now().plusSeconds(3)))))));
        try (RawClient page = hub.connect()) {
            assertThat(open(page, url, "").next().type()).isEqualTo("tidings.closed");
        }
        assertThat(ask(get(url, "")).head().status()).isEqualTo(401);
    }

    @Test
    void pagesOfConfiguredOriginsMayReadAndUseTheCookie() {
        String cookie = "Cookie: a=b; session="
                + token(claims("ann")
                        .claim("tidings", java.util.Map.of("publish", List.of(java.util.Map.of("topics", "**")))))
                + "\r\n";
        String own = "Origin: https://app.example.com\r\n";

        RawClient.Response published = ask(post(EVENT, cookie + own));
        assertThat(published.head().status()).isEqualTo(200);
        assertThat(published.head().headers())
                .containsEntry("access-control-allow-origin", List.of("https://app.example.com"))
                .containsEntry("access-control-allow-credentials", List.of("true"))
                .containsEntry("vary", List.of("Origin"));
        assertThat(ask(post(EVENT, cookie + "Origin: http://127.0.0.1\r\n"))
                        .head()
                        .status())
                .isEqualTo(200);
        assertThat(ask(post(EVENT, cookie + "Origin: https://evil.example\r\n"))
                        .head()
                        .status())
                .isEqualTo(403);
        assertThat(ask(post(EVENT, cookie + "Origin: null\r\n")).head().status())
                .isEqualTo(403);
        assertThat(ask(post(EVENT, cookie)).head().status()).isEqualTo(403);
        assertThat(ask(get("/sse", cookie + "Origin: https://evil.example\r\n"))
                        .head()
                        .status())
                .isEqualTo(403);
        assertThat(ask(get("/sse", cookie + "Cookie: session=" + token(claims("eve")) + "\r\n"))
                        .head()
                        .status())
                .isEqualTo(401);
        assertThat(ask(get("/sse", "Cookie: session=" + KEY + "\r\n")).head().status())
                .isEqualTo(401);
        try (RawClient page = hub.connect()) {
            open(page, "/sse", cookie + own);
        }
    }

    @Test
    void aCookieThatIsMalformedIsNotTakenForNone() {
        for (String wrong :
                List.of("session", "session=", "session=a b", "session=\"", "session=\u00e9", "a=b; session=x,y")) {
            assertThat(ask(get("/news", "Cookie: " + wrong + "\r\n")).head().status())
                    .as(wrong)
                    .isEqualTo(401);
        }
        try (RawClient page = hub.connect();
                RawClient other = hub.connect()) {
            open(page, "/sse", "Cookie: session=\"" + token(claims("ann")) + "\" ;a=b\r\n");
            open(other, "/news", "Cookie: sessions=x; a=session; =; ;\r\n");
        }
    }

    /** The hub need not know its own scheme behind a proxy: browsers do. */
    @Test
    void aPageOfTheSameHostWithoutTlsIsNotTheSame() {
        String cookie = "Cookie: session="
                + token(claims("ann")
                        .claim("tidings", java.util.Map.of("publish", List.of(java.util.Map.of("topics", "**")))))
                + "\r\nOrigin: http://127.0.0.1\r\n";

        assertThat(ask(post(EVENT, cookie + "Sec-Fetch-Site: same-origin\r\n"))
                        .head()
                        .status())
                .isEqualTo(200);
        assertThat(ask(post(EVENT, cookie + "Sec-Fetch-Site: cross-site\r\n"))
                        .head()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aPreflightIsAnsweredForThoseOrigins() {
        String asked = "OPTIONS /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccess-Control-Request-Method: POST\r\n";

        RawClient.Response own = ask(asked + "Origin: https://app.example.com\r\n\r\n");
        assertThat(own.head().status()).isEqualTo(204);
        assertThat(own.head().headers())
                .containsEntry("access-control-allow-origin", List.of("https://app.example.com"))
                .containsKey("access-control-allow-headers");
        assertThat(own.head().headers().get("access-control-allow-headers").get(0))
                .contains("Authorization", "Last-Event-ID");
        RawClient.Response other = ask(asked + "Origin: https://evil.example\r\n\r\n");
        assertThat(other.head().headers())
                .doesNotContainKeys("access-control-allow-origin", "access-control-allow-headers");
    }

    @Test
    void requestsBehindOneThatWaitsForItsTokenAreAnsweredInOrder() {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            requests.append(get("/chat?room=" + i, bearer(token(claims("user" + i)))));
        }
        try (RawClient client = hub.connect().send(requests.toString())) {
            for (int i = 0; i < 20; i++) {
                RawClient.Response refused = client.readResponse();
                assertThat(refused.head().status()).isEqualTo(403);
                assertThat(refused.body()).contains("user:user" + i + "'");
            }
        }
    }
}
