package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The tutorial's scenario in each of the applications that show how little it takes, with pages in Chromium. */
@ParameterizedClass
@EnumSource
class VerifiedFilterTest {

    private static final String ANN = "ann@example.com";
    private static final String BOB = "bob@example.com";

    @TempDir
    private static Path folder;

    private static Browser browser;
    private static ExampleApplication application;

    @Parameter
    private ExampleApplication.Kind kind;

    @BeforeAll
    static void openBrowser() {
        browser = Browser.open();
    }

    @BeforeParameterizedClassInvocation
    static void start(ExampleApplication.Kind kind) throws IOException {
        application = ExampleApplication.start(kind, folder);
    }

    @AfterEach
    void closeTabs() {
        browser.closeTabs();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        application.close();
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    private static VerifiedFilterPage page(String email) {
        return VerifiedFilterPage.open(browser, application.uri("/", email));
    }

    /** With a stream whose place in the log is fixed, which it is a moment after it opened. */
    private static VerifiedFilterPage following(String email) {
        VerifiedFilterPage page = page(email).await("open");
        Await.until("it follows", () -> {
            application.verify(email);
            return !page.events().isEmpty();
        });
        String last = line(application.verify(email));
        Await.until("the last of these", () -> page.events().contains(last));
        page.clear();
        return page;
    }

    private static String line(String id) {
        return id + " {\"isVerified\":true}";
    }

    @Test
    void whoseFilterIsVerifiedSeesItAndNobodyElse() {
        VerifiedFilterPage ann = following(ANN);
        VerifiedFilterPage bob = following(BOB);

        ann.clickVerify();
        ann.awaitEvents(1);
        String his = application.verify(BOB);
        bob.awaitEvents(1);

        assertThat(ann.events()).singleElement().asString().endsWith("{\"isVerified\":true}");
        assertThat(bob.events()).containsExactly(line(his));
    }

    @Test
    void wrongEMailIsRefusedBeforeTheStream() {
        VerifiedFilterPage page = page("nobody").await("closed");

        assertThat(page.events()).isEmpty();
        assertThat(application.refusal("nobody").statusCode()).isEqualTo(400);
        assertThat(application.refusal("nobody").body()).isNotBlank();
    }

    /** Of examples/README.md, which says what each line of it means. */
    @Test
    void terminalShowsWhatTheReadmeShows() {
        ConsoleExample example =
                ConsoleExample.read(Path.of("..", "examples", "README.md")).get(0);
        String stream = application.uri("/sse", ANN).toString();
        try (Shell curl = Shell.start("curl -N -L '" + stream + "'")) {
            Await.until("the first block", () -> curl.output().endsWith("\n\n"));
            application.verify(ANN);

            assertThat(example.command()).isEqualTo("curl -N 'http://127.0.0.1:8080/sse?email=ann@example.com'");
            Await.until("what the README shows", () -> new Transcript().matches(example.output(), curl.output()));
        }
    }

    @Test
    void whatHappensWhileAPageIsAwayArrivesOnceThoughTheApplicationWasKilledMeanwhile() throws IOException {
        VerifiedFilterPage ann = following(ANN);
        String before = application.verify(ANN);
        ann.awaitEvents(1);

        application.close();
        ann.offline(true);
        application = application.startAgain();
        String missed = application.verify(ANN);
        application.verify(BOB);
        ann.offline(false);
        ann.awaitEvents(2);
        String after = application.verify(ANN);
        ann.awaitEvents(3);

        assertThat(ann.events()).as("%s", kind).isEqualTo(List.of(line(before), line(missed), line(after)));
        assertThat(application.log()).doesNotContain("WARN", "ERROR", "SEVERE");
    }
}
