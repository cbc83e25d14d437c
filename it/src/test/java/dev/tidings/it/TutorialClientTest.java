package dev.tidings.it;

import static dev.tidings.it.TutorialPage.numbered;
import static dev.tidings.it.TutorialPage.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.server.DrainPeriods;
import dev.tidings.testkit.Await;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of the usual tutorial, unchanged, in Chromium: each page gets its events, whatever happens to its connection. */
class TutorialClientTest {

    private static final String ANN = "ann@example.com";
    private static final String BOB = "bob@example.com";

    private static Browser browser;

    @BeforeAll
    static void open() {
        browser = Browser.open();
    }

    @AfterEach
    void closeTabs() {
        browser.closeTabs();
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    /** @param host the page's; the stream's is 127.0.0.1: for a browser another origin than localhost */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void anEventForOneAppearsOnThatPageOnly(String host) {
        try (RunningHub hub = RunningHub.start()) {
            URI origin = URI.create("http://" + host + ":" + hub.port() + "/health/live");
            TutorialPage ann = TutorialPage.open(browser, origin, stream(hub.port(), ANN));
            TutorialPage bob = TutorialPage.open(browser, origin, stream(hub.port(), BOB));
            awaitSubscribers(hub, 2);

            hub.publish(numbered(1, ANN));
            hub.publish(numbered(2, BOB));
            hub.publish(numbered(3, ANN));

            ann.awaitReceived(2);
            bob.awaitReceived(1);
            assertThat(ann.received()).containsExactly(1L, 3L);
            assertThat(bob.received()).containsExactly(2L);
            assertThat(ann.statesAtErrors()).isEmpty();
            assertThat(ann.readyState()).isEqualTo(TutorialPage.OPEN);
        }
    }

    @Test
    void aPageThatClosesLeavesNothingBehind() {
        try (RunningHub hub = RunningHub.start()) {
            TutorialPage ann = TutorialPage.open(browser, hub.uri("/health/live"), stream(hub.port(), ANN));
            TutorialPage bob = TutorialPage.open(browser, hub.uri("/health/live"), stream(hub.port(), BOB));
            awaitSubscribers(hub, 2);

            ann.close();
            awaitSubscribers(hub, 1);
            hub.publish(numbered(1, ANN));
            hub.publish(numbered(2, BOB));

            bob.awaitReceived(1);
            assertThat(ann.received()).isEmpty();
            assertThat(ann.readyState()).isEqualTo(TutorialPage.CLOSED);
            assertThat(ann.statesAtErrors()).isEmpty();
        }
    }

    @Test
    void aPageCutOffBeforeItsFirstEventMissesNothing() {
        AtomicInteger streams = new AtomicInteger();
        try (RunningHub hub = RunningHub.start();
                Cutter cutter = Cutter.start(hub.port(), () -> streams.incrementAndGet() == 1 ? 0 : Cutter.NEVER)) {
            hub.publish(numbered(1, ANN));
            TutorialPage ann = TutorialPage.open(browser, hub.uri("/health/live"), stream(cutter.port(), ANN));
            ann.awaitErrors(1);
            assertThat(ann.received()).isEmpty();

            hub.publish(numbered(2, ANN));
            hub.publish(numbered(3, ANN));

            ann.awaitReceived(2);
            assertThat(ann.received()).containsExactly(2L, 3L);
            assertThat(ann.gaps()).isEmpty();
            assertThat(cutter.cuts()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsMissingAndNothingDoubledHoweverOftenConnectionsDrop() {
        long seed = System.nanoTime();
        System.out.println("TutorialClientTest: seed " + seed);
        Random random = new Random(seed);
        int cuts = 8;
        List<Integer> limits = Collections.synchronizedList(new ArrayList<>());
        random.ints(cuts, 0, 1_500).forEach(limits::add);
        List<String> emails = List.of(ANN, BOB, "carol@example.com", "dave@example.com");
        try (RunningHub hub = RunningHub.start();
                Cutter cutter = Cutter.start(hub.port(), () -> limits.isEmpty() ? Cutter.NEVER : limits.remove(0))) {
            List<TutorialPage> pages = emails.stream()
                    .map(email -> TutorialPage.open(browser, hub.uri("/health/live"), stream(cutter.port(), email)))
                    .toList();
            pages.forEach(TutorialPage::awaitOpen);
            int[] published = new int[emails.size()];

            while (cutter.cuts() < cuts) {
                for (int burst = random.nextInt(40); burst > 0; burst--) {
                    int person = random.nextInt(emails.size());
                    hub.publish(numbered(++published[person], emails.get(person)));
                }
                int watched = random.nextInt(emails.size());
                pages.get(watched).awaitReceived(published[watched]);
            }

            for (int i = 0; i < emails.size(); i++) {
                pages.get(i).awaitReceived(published[i]);
                assertThat(pages.get(i).received())
                        .as("%s, seed %d", emails.get(i), seed)
                        .isEqualTo(
                                LongStream.rangeClosed(1, published[i]).boxed().toList());
                assertThat(pages.get(i).gaps()).isEmpty();
                assertThat(pages.get(i).statesAtErrors()).doesNotContain(TutorialPage.CLOSED);
            }
        }
    }

    @Test
    void pagesComeBackByThemselvesWhenAHubHasDrainedAndAnotherTakesItsPlace() throws Exception {
        DrainPeriods periods = new DrainPeriods(Duration.ofSeconds(2), Duration.ofMillis(100));
        RunningHub first = RunningHub.start(settings -> settings.drain(periods));
        int port = first.port();
        TutorialPage ann = TutorialPage.open(browser, first.uri("/health/live"), stream(port, ANN));
        TutorialPage bob = TutorialPage.open(browser, first.uri("/health/live"), stream(port, BOB));
        awaitSubscribers(first, 2);
        first.publish(numbered(1, ANN));
        ann.awaitReceived(1);

        Browser.Tab lateTab = browser.newTab(first.uri("/health/live"));
        CompletableFuture<Void> closing = CompletableFuture.runAsync(first::close);
        Await.until("it drains", () -> !first.server().isReady());
        TutorialPage late = TutorialPage.start(lateTab, stream(port, ANN));
        late.awaitErrors(1);
        assertThat(late.opens()).as("told to come back, and not refused").isEqualTo(1);
        closing.get(20, TimeUnit.SECONDS);
        ann.awaitErrors(1);
        bob.awaitErrors(1);

        try (RunningHub second = RunningHub.start(settings -> settings.port(port))) {
            awaitSubscribers(second, 3);
            second.publish(numbered(2, ANN));
            second.publish(numbered(3, BOB));

            ann.awaitReceived(2);
            bob.awaitReceived(1);
            late.awaitReceived(1);
            assertThat(ann.received()).containsExactly(1L, 2L);
            assertThat(bob.received()).containsExactly(3L);
            assertThat(late.received()).containsExactly(2L);
            // The first hub's memory is gone, and both had been told a place in it; the late one never was.
            assertThat(ann.gaps()).containsExactly("tidings.gap unknown");
            assertThat(bob.gaps()).containsExactly("tidings.gap unknown");
            assertThat(late.gaps()).isEmpty();
            for (TutorialPage page : List.of(ann, bob, late)) {
                assertThat(page.statesAtErrors()).containsOnly(TutorialPage.CONNECTING);
            }
        }
    }

    @Test
    void whatIsPublishedWhileThereIsNoServerArrivesAfterwards() {
        try (Hub hub = Hub.open()) {
            RunningHub first = RunningHub.start(hub, settings -> settings);
            int port = first.port();
            TutorialPage ann = TutorialPage.open(browser, first.uri("/health/live"), stream(port, ANN));
            awaitSubscribers(first, 1);

            first.server().close();
            first.publish(numbered(1, ANN));
            first.publish(numbered(2, BOB));
            first.publish(numbered(3, ANN));
            ann.awaitErrors(2);

            try (RunningHub second = RunningHub.start(hub, settings -> settings.port(port))) {
                ann.awaitReceived(2);
                second.publish(numbered(4, ANN));
                ann.awaitReceived(3);
                assertThat(ann.received()).containsExactly(1L, 3L, 4L);
                assertThat(ann.gaps()).isEmpty();
            }
        }
    }

    /** A page's stream is open when its head is there; its place in the log is fixed a moment later. */
    private static void awaitSubscribers(RunningHub hub, int count) {
        Await.until(
                count + " subscribers",
                () -> hub.hub()
                                .count(Subscription.of(Filter.all()))
                                .toCompletableFuture()
                                .join()
                        == count);
    }
}
