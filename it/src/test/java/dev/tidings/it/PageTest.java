package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.testkit.Await;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page at {@code /} in Chromium, driven by clicking and typing. */
class PageTest {

    private static final String ANN = "ann@example.com";
    private static final String BOB = "bob@example.com";

    /** How a published event is answered; its id is the group. */
    private static final String PUBLISHED = "Published for \\S+ as (\\S+)";

    private static Browser browser;

    private RunningHub hub;
    private HubPage page;

    @BeforeAll
    static void openBrowser() {
        browser = Browser.open();
    }

    @BeforeEach
    void openPage() {
        hub = RunningHub.start();
        page = HubPage.open(browser, hub.uri("/"));
    }

    @AfterEach
    void closePage() {
        browser.closeTabs();
        hub.close();
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    private static String id(String answer) {
        assertThat(answer).matches(PUBLISHED);
        return answer.replaceAll(PUBLISHED, "$1");
    }

    /** Both connect, one receives, one is away and catches up. */
    private void playSeedScenario() {
        HubPage.Card ann = page.card(ANN).awaitState("open");
        HubPage.Card bob = page.card(BOB).awaitState("open");

        String first = id(page.publish());
        ann.awaitEvents(1);
        assertThat(ann.ids()).containsExactly(first);
        assertThat(ann.newest()).contains("{\"isVerified\":true}");
        assertThat(ann.tally()).isEqualTo("1 event for " + ANN);
        assertThat(bob.tally()).isEqualTo("0 events — none were for " + BOB);

        ann.press();
        ann.awaitState("idle");
        String missed = id(page.publish(ANN, "{\"isVerified\": false}"));
        assertThat(ann.tally()).isEqualTo("1 event — 1 more waits: connect to catch up");
        assertThat(ann.ids()).containsExactly(first);

        ann.press();
        ann.awaitState("open").awaitEvents(2);
        assertThat(ann.ids()).containsExactly(missed, first);
        assertThat(ann.caughtUp()).isEqualTo(1);
        assertThat(ann.newest()).contains("{\"isVerified\":false}").contains("caught up");

        String other = id(page.publish(BOB, "{\"isVerified\": true}"));
        bob.awaitEvents(1);
        assertThat(bob.ids()).containsExactly(other);
        assertThat(bob.caughtUp()).isZero();
        assertThat(ann.ids()).containsExactly(missed, first);
        assertThat(page.raw())
                .containsSubsequence(
                        "> GET /sse?topic=filter.verified&email=ann%40example.com",
                        "< 200 text/event-stream",
                        "id: " + first + "\ndata: {\"isVerified\":true}\n\n",
                        "* disconnected by you; last id " + first,
                        "> Last-Event-ID: " + first,
                        "id: " + first + "\nretry: ",
                        "id: " + missed + "\ndata: {\"isVerified\":false}\n\n")
                .doesNotContain(other + "\ndata");
    }

    @Test
    void whoItIsForReceivesItAndCatchesUpAfterBeingAway() {
        playSeedScenario();

        assertThat(page.tab().console()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "1280, 900, dark", "390, 844, light", "390, 844, dark"})
    void fitsTheScreen(int width, int height, String colorScheme) {
        page.tab().resize(width, height, width < 600);
        page.tab().prefer(colorScheme);
        playSeedScenario();

        assertThat((long) page.tab().run("return document.documentElement.scrollWidth"))
                .as("nothing sticks out")
                .isLessThanOrEqualTo(width);
        page.tab()
                .screenshot(
                        Path.of("target", "screenshots", "page-%dx%d-%s.png".formatted(width, height, colorScheme)));
    }

    @Test
    void whyNothingWasPublishedIsShown() {
        page.card(ANN).awaitState("open");

        assertThat(page.publish(ANN, "{")).startsWith("The data is not JSON: ");
        assertThat(page.answerState()).isEqualTo("problem");
        assertThat(page.publish("é".repeat(200), "1"))
                .startsWith("Refused (400): ")
                .contains("1-256 bytes");
        assertThat(page.answerState()).isEqualTo("problem");

        id(page.publish(ANN, "1"));
        assertThat(page.answerState()).isEqualTo("done");
        page.card(ANN).awaitEvents(1);
    }

    @Test
    void fourClientsEachReceiveTheirOwn() {
        page.addClient();
        page.addClient();
        assertThat(page.clients()).isEqualTo(4);
        assertThat(page.takesMoreClients()).isFalse();

        for (String name : new String[] {"ann", "bob", "carol", "dave"}) {
            HubPage.Card card = page.card(name + "@example.com").awaitState("open");
            String id = id(page.publish(name + "@example.com", "\"for " + name + "\""));
            card.awaitEvents(1);
            assertThat(card.ids()).containsExactly(id);
            assertThat(card.newest()).contains("for " + name);
        }
        assertThat(page.card(ANN).ids()).hasSize(1);
        assertThat(page.tab().console()).isEmpty();
    }

    @Test
    void theLinesToCopyRunAsTheyStand() {
        page.card(ANN).awaitState("open");
        try (Shell subscriber = Shell.start(page.text("#snippet-subscribe"))) {
            Await.until("the first block", () -> subscriber.output().endsWith("\n\n"));

            String answer = Shell.run(page.text("#snippet-publish"));

            assertThat(answer).matches("\\{\"id\":\"\\S+\"}");
            page.card(ANN).awaitEvents(1);
            String id = page.card(ANN).ids().get(0);
            Await.until("an event", () -> subscriber.output().contains("data"));
            assertThat(answer).contains(id);
            assertThat(subscriber.output()).endsWith("id: " + id + "\ndata: {\"isVerified\":true}\n\n");
        }
    }

    @Test
    void theEventSourceLineRunsAsItStands() {
        Browser.Tab tab = browser.newTab(hub.uri("/health/live"));
        tab.run("window.logged = []; console.log = (message) => logged.push(JSON.stringify(message));"
                + page.text("#snippet-eventsource") + "window.source = source;");
        Await.until("it is open", () -> (long) tab.run("return source.readyState") == TutorialPage.OPEN);
        page.card(ANN).awaitState("open");

        page.publish();

        page.card(ANN).awaitEvents(1);
        Await.until("it is logged", () -> tab.run("return logged.join()").equals("{\"isVerified\":true}"));
    }

    @Test
    void clientsComeBackWhenTheHubDoesAndSayThatItsMemoryIsGone() {
        page.card(ANN).awaitState("open");
        page.card(BOB).awaitState("open");
        page.publish();
        page.card(ANN).awaitEvents(1);
        int port = hub.port();

        hub.close();
        page.card(ANN).awaitState("waiting");
        assertThat(page.card(ANN).trouble()).isNotEmpty();
        assertThat(page.publish(BOB, "1")).isEqualTo("The hub cannot be reached");
        hub = RunningHub.start(settings -> settings.port(port));

        page.card(ANN).awaitState("open");
        Await.until("a notice", () -> page.card(ANN).newest().startsWith("Gap. "));
        hub.publish(Event.of("filter.verified", "2").with("email", ANN));
        page.card(ANN).awaitEvents(2);
    }
}
