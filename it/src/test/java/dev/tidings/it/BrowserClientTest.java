package dev.tidings.it;

import static dev.tidings.it.SignedTokens.claims;
import static dev.tidings.it.SignedTokens.token;
import static dev.tidings.it.TutorialPage.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.log.rocksdb.RocksLog;
import dev.tidings.server.DrainPeriods;
import dev.tidings.server.ServerBuilder;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.AccessBuilder;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.CorsRule;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import dev.tidings.server.subscribe.WhenBehind;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The client of docs/browser.md in Chromium, in a page of another origin than the hub's: it gets each event once, in order, whatever
 * becomes of its ticket, its connection and the hub.
 */
class BrowserClientTest {

    private static final String ANN = "ann@example.com";
    private static final Subscription EVERYTHING = Subscription.of(Filter.all());

    private static final int TICKETS = 4;

    private static Browser browser;

    /** What happens when the page asks for its n-th token, before it gets it. */
    private final AtomicReference<IntConsumer> onToken = new AtomicReference<>(count -> {});

    private final AtomicReference<String> token = new AtomicReference<>(token(claims("ann")));

    private final Application application = Application.start(count -> {
        onToken.get().accept(count);
        return token.get();
    });

    @BeforeAll
    static void openBrowser() {
        browser = Browser.open();
    }

    @AfterEach
    void closeTabs() {
        application.close();
        browser.closeTabs();
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    private AccessBuilder access() {
        return Access.rules()
                .tokens(TokenRules.builder(TokenKeys.secret(SignedTokens.SECRET))
                        .algorithms(TokenAlgorithm.HS256)
                        .build())
                .cors(new CorsRule(Set.of(application.origin()), false));
    }

    private ServerBuilder settings(ServerBuilder settings) {
        return settings.access(access().build())
                .endpoint("/sse", endpoint -> endpoint.topics("filter.verified").bind("email", Claim.of("email")));
    }

    private RunningHub start(Hub hub, int port) {
        return RunningHub.start(hub, settings -> settings(settings).port(port));
    }

    private ClientPage open(RunningHub hub) {
        return ClientPage.load(browser, application, hub.port()).open().awaitState("open");
    }

    private static void publish(RunningHub hub, int from, int to) {
        for (int i = from; i <= to; i++) {
            hub.publish(numbered(i, ANN));
        }
    }

    private static void publishLarge(RunningHub hub, int from, int to, int bytes) {
        String padding = "x".repeat(bytes);
        for (int i = from; i <= to; i++) {
            String data = "{\"number\": " + i + ", \"padding\": \"" + padding + "\"}";
            hub.publish(Event.of("filter.verified", data).with("email", ANN));
        }
    }

    /** That it has received all events from the first to the last, each once and in order. */
    private static void assertReceived(ClientPage page, long first, long last) {
        page.awaitNumber(last);
        assertThat(page.numbers())
                .isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
    }

    private static void awaitSubscribers(RunningHub hub, int number) {
        Await.until(
                number + " subscribers",
                () -> hub.hub().count(EVERYTHING).toCompletableFuture().join() == number);
    }

    @Test
    void aTicketThatExpiresIsRenewedAndNothingIsMissing() {
        try (Hub hub = Hub.open();
                RunningHub running = RunningHub.start(
                        hub,
                        settings -> settings(settings)
                                .access(access().ticketsLongest(Duration.ofSeconds(2))
                                        .build()))) {
            // Each time there is no stream: the old one has ended, and there is no ticket yet for the next one.
            onToken.set(count -> {
                if (count <= TICKETS) {
                    running.publish(numbered(count, ANN));
                }
            });
            ClientPage page = open(running);
            Await.until("all tickets", () -> application.tokens() >= TICKETS);

            // The first one was published before there was a ticket.
            assertReceived(page, 2, TICKETS);
            assertThat(page.gaps()).isEmpty();
            assertThat(page.refusals()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void theHubIsRestarted(int before, @TempDir Path folder) {
        RunningHub first = start(Hub.builder().log(RocksLog.open(folder)).open(), 0);
        ClientPage page = open(first);
        publish(first, 1, before);
        if (before > 0) {
            page.awaitNumber(before);
        }
        first.close();
        page.awaitState("connecting");

        Hub again = Hub.builder().log(RocksLog.open(folder)).open();
        again.publish(numbered(before + 1, ANN)).toCompletableFuture().join();
        // Tickets of the first one are worth nothing here: their secret was its own.
        try (RunningHub second = start(again, first.port())) {
            page.awaitState("open");
            publish(second, before + 2, before + 4);

            assertReceived(page, 1, before + 4);
            assertThat(page.gaps()).isEmpty();
            assertThat(page.refusals()).isEmpty();
            assertThat(page.states()).contains("waiting");
            assertThat(application.tokens()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void aProxyThatMakesBrowsersGiveUp(int before) {
        try (Hub hub = Hub.open()) {
            RunningHub first = start(hub, 0);
            ClientPage page = open(first);
            publish(first, 1, before);
            AtomicInteger requests = new AtomicInteger();
            first.server().close();
            HttpServer gateway = Application.badGateway(first.port(), requests);
            publish(first, before + 1, before + 2);
            Await.until("it tries again and again", () -> requests.get() >= 3);
            assertThat(page.states()).contains("waiting");
            gateway.stop(0);

            try (RunningHub second = start(hub, first.port())) {
                page.awaitState("open");
                publish(second, before + 3, before + 3);

                assertReceived(page, 1, before + 3);
                assertThat(page.gaps()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void whatIsNoLongerKeptIsAGap(int before) {
        try (Hub hub =
                Hub.builder().log(MemoryLog.builder().maxBytes(1 << 20).open()).open()) {
            RunningHub first = start(hub, 0);
            ClientPage page = open(first);
            publish(first, 1, before);
            Await.until("all of them", () -> page.numbers().size() == before);
            first.server().close();
            page.awaitState("connecting");
            int last = 3_000;
            publishLarge(first, before + 1, last, 1 << 10);

            try (RunningHub second = start(hub, first.port())) {
                page.awaitState("open");
                publish(second, last + 1, last + 1);
                page.awaitNumber(last + 1);

                assertThat(page.gaps()).containsExactly("expired after " + before);
                List<Long> after = page.numbers().subList(before, page.numbers().size());
                assertThat(after.get(0)).isGreaterThan(before + 1);
                assertThat(after)
                        .isEqualTo(LongStream.rangeClosed(after.get(0), last + 1)
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void aHubThatTakesNobodyForNow() throws Exception {
        DrainPeriods refusesUntilInterrupted = new DrainPeriods(Duration.ofMinutes(5), Duration.ZERO);
        try (Hub hub = Hub.open()) {
            RunningHub first =
                    RunningHub.start(hub, settings -> settings(settings).drain(refusesUntilInterrupted));
            Queue<Integer> limits = new ConcurrentLinkedQueue<>(List.of(4 << 10));
            try (Cutter cutter = Cutter.start(first.port(), () -> limits.isEmpty() ? Cutter.NEVER : limits.remove());
                    RawClient other = first.connect()) {
                // It drains as long as somebody is connected.
                other.send(Protocol.HTTP_1_1.get("/sse", "Authorization: Bearer " + token(claims("bob"))));
                assertThat(other.readHead().status()).isEqualTo(200);
                ClientPage page = ClientPage.load(browser, application, cutter.port())
                        .open()
                        .awaitState("open");
                Thread closing = new Thread(first.server()::close);
                closing.start();
                Await.until("it drains", () -> !first.server().isReady());

                publishLarge(first, 1, 2, 3 << 10);
                Await.until("it is told to come back", () -> Collections.frequency(page.states(), "open") > 1);
                closing.interrupt();
                closing.join();
                publish(first, 3, 3);

                try (RunningHub second = start(hub, first.port())) {
                    page.awaitState("open");
                    publish(second, 4, 4);
                    assertReceived(page, 1, 4);
                    assertThat(page.gaps()).isEmpty();
                }
            }
        }
    }

    @Test
    void aPageThatReadsTooSlowly() {
        token.set(token(claims("ann").expirationTime(Date.from(Instant.now().plusSeconds(600)))));
        HubLimits limits = HubLimits.DEFAULT.withLiveBytes(64 << 10);
        try (RunningHub hub = RunningHub.start(
                Hub.builder().limits(limits).open(),
                settings -> settings.access(access().build())
                        .endpoint(
                                "/sse",
                                endpoint -> endpoint.topics("filter.verified")
                                        .bind("email", Claim.of("email"))
                                        .whenBehind(WhenBehind.DISCONNECT)))) {
            ClientPage page = open(hub);
            awaitSubscribers(hub, 1);
            page.stallAtNextEvent();
            // More than the browser and, with 32 MiB at most, the kernel hold for it.
            publishLarge(hub, 1, 450, 100 << 10);
            awaitSubscribers(hub, 0);
            application.endWait();
            page.awaitState("open");

            assertReceived(page, 1, 450);
            // On a machine that is busy the last words may come too late, and the connection ends without.
            assertThat(page.states()).startsWith("connecting", "open").endsWith("open");
            assertThat(page.gaps()).isEmpty();
        }
    }

    @Test
    void whoseRightIsTakenAwaySignsInAgain() {
        try (Hub hub = Hub.open();
                RunningHub running = start(hub, 0)) {
            ClientPage page = open(running);
            publish(running, 1, 1);
            page.awaitNumber(1);
            hub.disconnect("user:ann").toCompletableFuture().join();

            page.awaitState("refused");
            assertThat(page.refusals()).containsExactly("revoked");
            assertThat(application.tokens()).isEqualTo(1);
            publish(running, 2, 2);
            page.open().awaitState("open");

            assertReceived(page, 1, 2);
            assertThat(page.gaps()).isEmpty();
        }
    }

    @Test
    void whoIsNotSignedInIsToldWhy() {
        try (RunningHub hub = start(Hub.open(), 0)) {
            token.set("");
            ClientPage page =
                    ClientPage.load(browser, application, hub.port()).open().awaitState("refused");
            token.set("not a token");
            page.open();
            Await.until("the second answer", () -> page.refusals().size() == 2);
            token.set(token(claims("ann").claim("email", null)));
            page.open();
            Await.until("the third answer", () -> page.refusals().size() == 3);

            assertThat(page.refusals().get(0)).isEqualTo("not signed in");
            assertThat(page.refusals().get(1)).startsWith("token refused: ");
            assertThat(page.refusals().get(2)).contains("email");
            assertThat(page.states()).doesNotContain("waiting");
        }
    }

    @Test
    void aPageThatIsOfflineComesBackWhenItIsOnline() {
        try (RunningHub hub = start(Hub.open(), 0)) {
            ClientPage page = ClientPage.load(browser, application, hub.port());
            // It would try again after a pause, too.
            page.tab().run("window.setTimeout = () => 0");
            offline(page, true);
            page.open().awaitState("waiting");

            offline(page, false);

            page.awaitState("open");
            publish(hub, 1, 1);
            assertReceived(page, 1, 1);
        }
    }

    private static void offline(ClientPage page, boolean offline) {
        ChromeDriver driver = page.tab().driver();
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    @Test
    void nothingIsLeftOfOneThatIsClosed() {
        try (RunningHub hub = start(Hub.open(), 0)) {
            ClientPage page = open(hub);
            awaitSubscribers(hub, 1);

            page.close();

            awaitSubscribers(hub, 0);
            assertThat(page.states()).endsWith("closed");
        }
    }

    @Test
    void aWorkerHoldsOneStreamForAllTabs() {
        try (RunningHub hub = start(Hub.open(), 0)) {
            application.serveWorker(hub.port());
            Browser.Tab first = openTab(hub);
            Browser.Tab second = openTab(hub);
            awaitSubscribers(hub, 1);

            publish(hub, 1, 2);

            for (Browser.Tab tab : List.of(first, second)) {
                Await.until("both events", () -> tab.run("return told").equals(List.of("event 1", "event 2")));
            }
            assertThat(application.tokens()).isEqualTo(1);
        }
    }

    private Browser.Tab openTab(RunningHub hub) {
        Browser.Tab tab = browser.newTab(application.page(hub.port()));
        tab.run("""
                window.told = [];
                new SharedWorker('/events-worker.js', { type: 'module' });
                new BroadcastChannel('events').onmessage = ({ data: [what, detail] }) =>
                    told.push(`${what} ${JSON.parse(detail.data).number}`);
                """);
        return tab;
    }

    @Test
    void theDocumentShowsTheFiles() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "browser.md"));

        for (String file : List.of("tidings-client.js", "events-worker.js")) {
            assertThat(document).as(file).contains("\n```js\n" + Application.example(file) + "```\n");
        }
    }
}
