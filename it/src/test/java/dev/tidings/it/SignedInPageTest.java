package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import dev.tidings.testkit.Await;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two people who are signed in: each with a page in Chromium that gets a ticket for its {@code EventSource}, and both in the hub's own page. */
class SignedInPageTest {

    private static final String TICKET = """
            const request = new XMLHttpRequest();
            request.open('POST', '/tickets', false);
            request.setRequestHeader('Content-Type', 'application/json');
            request.setRequestHeader('Authorization', 'Bearer ' + arguments[0]);
            request.send(JSON.stringify({endpoint: '/sse'}));
            return JSON.parse(request.responseText).url;
            """;

    private static final String STATUS = """
            const request = new XMLHttpRequest();
            request.open('GET', arguments[0], false);
            request.setRequestHeader('Authorization', 'Bearer ' + arguments[1]);
            request.send();
            return request.status;
            """;

    private static final String ANN = "ann@example.com";
    private static final String BOB = "bob@example.com";

    private static Browser browser;

    private RunningHub hub;

    @BeforeAll
    static void openBrowser() {
        browser = Browser.open();
    }

    @BeforeEach
    void start() {
        hub = RunningHub.start(settings -> settings.page(true)
                .access(Access.rules()
                        .tokens(TokenRules.builder(TokenKeys.secret(SignedTokens.SECRET))
                                .algorithms(TokenAlgorithm.HS256)
                                .build())
                        .build())
                .endpoint("/sse", endpoint -> endpoint.topics("filter.verified").bind("email", Claim.of("email"))));
    }

    @AfterEach
    void stop() {
        browser.closeTabs();
        hub.close();
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    private Browser.Tab newTab() {
        return browser.newTab(hub.uri("/health/live"));
    }

    private TutorialPage open(Browser.Tab tab, String name) {
        String url = (String) tab.run(TICKET, SignedTokens.token(SignedTokens.claims(name)));
        return TutorialPage.start(tab, URI.create("http://127.0.0.1:" + hub.port() + url))
                .awaitOpen();
    }

    @Test
    void eachSeesOnlyItsOwn() {
        TutorialPage ann = open(newTab(), "ann");
        TutorialPage bob = open(newTab(), "bob");
        hub.publish(TutorialPage.numbered(1, "ann@example.com"));
        hub.publish(TutorialPage.numbered(2, "bob@example.com"));
        hub.publish(TutorialPage.numbered(3, "ann@example.com").with("email", "bob@example.com"));

        Await.until(
                "both have read the last one",
                () -> ann.received().contains(3L) && bob.received().contains(3L));
        assertThat(ann.received()).isEqualTo(List.of(1L, 3L));
        assertThat(bob.received()).isEqualTo(List.of(2L, 3L));
    }

    @Test
    void askingForSomebodyElsesIsRefused() {
        Browser.Tab tab = newTab();
        String token = SignedTokens.token(SignedTokens.claims("ann"));

        assertThat(tab.run(STATUS, "/sse?email=bob%40example.com", token)).isEqualTo(403L);
        assertThat(tab.run(STATUS, "/sse?email=bob%40example.com", "")).isEqualTo(401L);
    }

    private HubPage openHubPage() {
        HubPage page = HubPage.open(browser, hub.uri("/"));
        Await.until("it asks for tokens", page::asksForTokens);
        return page;
    }

    private static String publisher(String name) {
        return SignedTokens.token(SignedTokens.claims(name)
                .claim("tidings", Map.of("publish", List.of(Map.of("topics", List.of("filter.verified"))))));
    }

    /** Both sign in; each receives its own; Ann asks for what is Bob's. */
    private HubPage playSignedIn() {
        HubPage page = openHubPage();
        HubPage.Card ann = page.card(ANN).awaitState("idle");
        assertThat(ann.status()).isEqualTo("Needs a token");
        ann.connectAs(SignedTokens.token(SignedTokens.claims("ann"))).awaitState("open");
        HubPage.Card bob = page.card(BOB)
                .awaitState("idle")
                .connectAs(SignedTokens.token(SignedTokens.claims("bob")))
                .awaitState("open");

        assertThat(page.publish()).startsWith("Refused (401): ");
        assertThat(page.publishAs(SignedTokens.token(SignedTokens.claims("ann"))))
                .startsWith("Refused (403): ")
                .contains("has no grant to publish");
        assertThat(page.publishAs(publisher("shop"))).startsWith("Published for " + ANN);
        assertThat(page.publish(BOB, "{\"isVerified\": false}")).startsWith("Published for " + BOB);
        ann.awaitEvents(1);
        bob.awaitEvents(1);
        assertThat(ann.newest()).contains("true");
        assertThat(bob.newest()).contains("false");
        assertThat(page.raw())
                .containsSubsequence("> POST /tickets", "> GET /sse?ticket=…", "< 200 text/event-stream")
                .doesNotContain("ticket=e");

        page.addClient();
        HubPage.Card third = page.card("carol@example.com").awaitState("idle");
        third.connectAs(SignedTokens.token(SignedTokens.claims("carol"))).awaitState("open");
        third = third.connectFor("dave@example.com").awaitState("failed");
        assertThat(third.trouble())
                .startsWith("Refused (403): ")
                .contains("'dave@example.com' is not what your token says");
        return page;
    }

    @Test
    void inTheHubsPageEachSeesOnlyItsOwnAndIsToldWhyItMayNotSeeMore() {
        HubPage page = playSignedIn();

        hub.publish(Event.of("filter.verified", "3").with("email", "carol@example.com", "dave@example.com"));
        hub.publish(Event.of("filter.verified", "4").with("email", ANN));
        page.card(ANN).awaitEvents(2);
        assertThat(page.card("dave@example.com").ids()).isEmpty();
        assertThat(page.card(BOB).ids()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "1280, 900, dark", "390, 844, light", "390, 844, dark", "760, 900, light"})
    void theHubsPageFitsTheScreen(int width, int height, String colorScheme) {
        HubPage page = playSignedIn();
        page.tab().resize(width, height, width < 600);
        page.tab().prefer(colorScheme);

        assertThat((long) page.tab().run("return document.documentElement.scrollWidth"))
                .as("nothing sticks out")
                .isLessThanOrEqualTo(width);
        page.tab()
                .screenshot(Path.of(
                        "target", "screenshots", "signed-in-%dx%d-%s.png".formatted(width, height, colorScheme)));
    }

    @Test
    void theLinesToCopyRunAsTheyStandWithTheTokenThatTheyMake() {
        HubPage page = openHubPage();
        String secret = "SECRET='" + SignedTokens.SECRET + "'\n";
        String token = Shell.run(secret + page.text("#snippet-token")).strip();
        String variable = "TOKEN=" + token + "\n";
        HubPage.Card ann = page.card(ANN).connectAs(token).awaitState("open");

        try (Shell subscriber = Shell.start(variable + page.text("#snippet-subscribe"))) {
            Await.until("the first block", () -> subscriber.output().endsWith("\n\n"));
            Browser.Tab tab = newTab();
            tab.run("window.logged = []; console.log = (message) => logged.push(JSON.stringify(message));"
                    + "(async (TOKEN) => {" + page.text("#snippet-eventsource") + "window.source = source; })('" + token
                    + "')");
            Await.until("it is open", () -> (boolean) tab.run("return window.source?.readyState === EventSource.OPEN"));

            assertThat(Shell.run(variable + page.text("#snippet-publish"))).matches("\\{\"id\":\"\\S+\"}");

            ann.awaitEvents(1);
            Await.until("the terminal has it", () -> subscriber.output().endsWith("data: {\"isVerified\":true}\n\n"));
            Await.until(
                    "the browser has it", () -> tab.run("return logged.join()").equals("{\"isVerified\":true}"));
        }
    }
}
