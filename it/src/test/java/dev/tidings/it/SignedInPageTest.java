package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.access.Access;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two people who are signed in, each with a page in Chromium that gets a ticket for its {@code EventSource}. */
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

    private Browser browser;
    private RunningHub hub;

    @BeforeEach
    void start() {
        hub = RunningHub.start(settings -> settings.access(Access.rules()
                        .tokens(TokenRules.builder(TokenKeys.secret(SignedTokens.SECRET))
                                .algorithms(TokenAlgorithm.HS256)
                                .build())
                        .build())
                .endpoint("/sse", endpoint -> endpoint.topics("filter.verified").bind("email", Claim.of("email"))));
        browser = Browser.open();
    }

    @AfterEach
    void stop() {
        browser.close();
        hub.close();
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
}
