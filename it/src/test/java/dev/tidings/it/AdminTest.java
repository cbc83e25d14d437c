package dev.tidings.it;

import static dev.tidings.it.AdminFixture.OTHER_KEY;
import static dev.tidings.it.AdminFixture.bearer;
import static dev.tidings.it.AdminFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.ApiKey;
import dev.tidings.server.access.Grants;
import dev.tidings.sse.SseMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An administrator sees who is connected, and ends some of it. */
class AdminTest {

    private static final String SUBSCRIPTIONS = "/admin/subscriptions";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final AdminFixture fixture = new AdminFixture();
    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(RawClient::close);
        fixture.close();
    }

    private DecodedStream open(String target, String fields) {
        RawClient client = fixture.hub().connect();
        clients.add(client);
        return fixture.open(client, target, fields);
    }

    private String list(String query) {
        RawClient.Response listed = fixture.admin("GET", SUBSCRIPTIONS + query);
        assertThat(listed.status()).as(listed.body()).isEqualTo(200);
        assertThat(listed.header("Content-Type")).isEqualTo("application/json");
        return listed.body();
    }

    private int close(String query) {
        RawClient.Response closed = fixture.admin("DELETE", SUBSCRIPTIONS + query);
        assertThat(closed.status()).as(closed.body()).isEqualTo(200);
        return Integer.parseInt(closed.body().replaceFirst("\\{\"closed\":(\\d+)}", "$1"));
    }

    private static List<String> ids(String list) {
        List<String> ids = new ArrayList<>();
        for (Matcher id = ID.matcher(list); id.find(); ) {
            ids.add(id.group(1));
        }
        return ids;
    }

    @Test
    void eachStreamIsListedAsItIs() {
        EventId head = fixture.hub().publish(Event.of("note", "1").with("email", "ann@example.com"));
        open("/sse?topic=note", bearer(token("ann", 3)));

        assertThat(list(""))
                .matches("\\{\"subscriptions\":\\[\\{\"id\":\"[0-9a-z-]+\",\"principal\":\"user:ann\",\"filters\":\\["
                        + "\\{\"topics\":\\[\"note\"],\"attributes\":\\{\"email\":\\[\"ann@example.com\"]}}],"
                        + "\"since\":\"20[0-9-]+T[0-9:]+Z\",\"state\":\"live\",\"position\":\"" + head
                        + "\",\"pendingBytes\":0}],\"found\":1,\"leftOff\":0,\"head\":\"" + head + "\"}");
    }

    @Test
    void someAreListed() {
        open("/sse", bearer(token("ann", 3)));
        open("/sse?topic=chat.1", bearer(token("ann", 3)));
        open("/sse", bearer(token("bob", 3)));
        open("/news", "");
        open("/news", bearer(OTHER_KEY));

        assertThat(ids(list(""))).hasSize(5).doesNotHaveDuplicates();
        assertThat(ids(list("?principal=ann"))).hasSize(2);
        assertThat(ids(list("?principal=user%3Aann&principal=key%3Abilling"))).hasSize(3);
        assertThat(ids(list("?principal=billing"))).isEmpty();
        assertThat(ids(list("?attribute.email=bob%40example.com"))).hasSize(1);
        assertThat(ids(list("?topic=news.**"))).hasSize(2);
        assertThat(ids(list("?topic=chat.*"))).hasSize(1);
        assertThat(ids(list("?topic=chat.*&principal=bob"))).isEmpty();
        assertThat(list("?limit=2")).contains("\"found\":5,\"leftOff\":3");
        assertThat(ids(list("?limit=2"))).hasSize(2);
    }

    @Test
    void someAreEnded() {
        DecodedStream ann = open("/sse", bearer(token("ann", 3)));
        DecodedStream annsChat = open("/sse?topic=chat.1", bearer(token("ann", 3)));
        DecodedStream bob = open("/sse", bearer(token("bob", 3)));
        DecodedStream news = open("/news", "");

        assertThat(close("?topic=chat.*")).isEqualTo(1);
        assertEnded(annsChat);
        assertThat(close("?id=" + ids(list("?principal=bob")).get(0))).isEqualTo(1);
        assertEnded(bob);
        assertThat(close("?principal=ann")).isEqualTo(1);
        assertEnded(ann);
        assertThat(close("?principal=ann")).isZero();
        fixture.hub().publish(Event.of("news.all", "1"));
        assertThat(news.next().data()).isEqualTo("1");
        // Nobody is locked out by that.
        open("/sse", bearer(token("ann", 3)));
    }

    private static void assertEnded(DecodedStream stream) {
        SseMessage last = stream.next();
        assertThat(last.type()).isEqualTo("tidings.closed");
        assertThat(last.data()).isEqualTo("{\"reason\":\"revoked\"}");
    }

    @Test
    void aSelectorThatIsEmptyOrUnknownEndsNothing() {
        open("/news", "");
        for (String wrong : List.of(
                "",
                "?",
                "?id=",
                "?principal=",
                "?topic=",
                "?attribute.email=",
                "?attribute.=a",
                "?email=ann%40example.com",
                "?principle=ann",
                "?topic=a..b",
                "?limit=5",
                "?id=x&all=true")) {
            RawClient.Response refused = fixture.admin("DELETE", SUBSCRIPTIONS + wrong);
            assertThat(refused.status()).as(wrong).isEqualTo(400);
            assertThat(refused.body()).as(wrong).contains("expected");
        }
        for (String wrong : List.of("?limit=0", "?limit=10001", "?limit=x", "?limit=1&limit=2", "?email=a")) {
            assertThat(fixture.admin("GET", SUBSCRIPTIONS + wrong).status())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(close("?id=nobody")).isZero();
        assertThat(ids(list(""))).hasSize(1);
    }

    @Test
    void onlyAdministratorsMay() {
        for (String method : List.of("GET", "DELETE")) {
            assertThat(fixture.ask(method, SUBSCRIPTIONS + "?principal=ann", "", "")
                            .status())
                    .isEqualTo(401);
            assertThat(fixture.ask(method, SUBSCRIPTIONS + "?principal=ann", bearer(OTHER_KEY), "")
                            .status())
                    .isEqualTo(403);
            assertThat(fixture.ask(method, SUBSCRIPTIONS + "?principal=ann", bearer(token("ann", 1)), "")
                            .status())
                    .isEqualTo(403);
        }
        String admin =
                SignedTokens.token(SignedTokens.claims("root").claim("tidings", java.util.Map.of("admin", true)));
        assertThat(fixture.ask("GET", SUBSCRIPTIONS, bearer(admin), "").status())
                .isEqualTo(200);
    }

    private static RawClient.Response ask(RunningHub hub, String request) {
        try (RawClient client = hub.connect().send(request)) {
            return client.readResponse();
        }
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    }

    @Test
    void inDevelopmentThisMachineLooksAfterTheHub() {
        try (RunningHub hub = RunningHub.start()) {
            assertThat(ask(hub, get(SUBSCRIPTIONS)).body()).contains("\"found\":0");
            assertThat(ask(hub, get(SUBSCRIPTIONS).replace("\r\n\r\n", "\r\nOrigin: https://evil.example\r\n\r\n"))
                            .status())
                    .isEqualTo(403);
            assertThat(ask(hub, get("/admin/revocations")).status()).isEqualTo(404);
        }
    }

    @Test
    void anOpenHubHasNoAdministrators() {
        try (RunningHub hub = RunningHub.start(settings -> settings.access(Access.open()))) {
            assertThat(ask(hub, get(SUBSCRIPTIONS)).status()).isEqualTo(404);
            assertThat(ask(hub, get("/admin/revocations")).status()).isEqualTo(404);
        }
    }

    @Test
    void withoutTokensThereIsNothingToRevoke() {
        Access access = Access.rules()
                .key(new ApiKey("ops", ApiKey.hash(AdminFixture.ADMIN_KEY), new Grants(List.of(), List.of(), true)))
                .build();
        try (RunningHub hub = RunningHub.start(settings -> settings.access(access))) {
            String fields = "\r\n" + bearer(AdminFixture.ADMIN_KEY) + "\r\n";
            assertThat(ask(hub, get(SUBSCRIPTIONS).replace("\r\n\r\n", fields)).status())
                    .isEqualTo(200);
            assertThat(ask(hub, get("/admin/revocations").replace("\r\n\r\n", fields))
                            .status())
                    .isEqualTo(404);
        }
    }
}
