package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.server.ServerLimits;
import dev.tidings.server.access.Access;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub behind Debian's nginx with the configuration of {@code deploy/nginx.conf}: TLS and HTTP/2 in front, HTTP/1.1 behind. */
@Timeout(120)
class NginxTest {

    private static final String ANN = "ann@example.com";
    private static final String STREAM = "/sse?email=ann%40example.com";

    /** The hub looks once a second for streams that have been silent for as long. */
    private static final Duration HEARTBEAT = Duration.ofMillis(500);

    /** How long nginx waits for the hub in these tests. */
    private static final String READ_TIMEOUT = "4s";

    /** Half as long again as nginx waits. */
    private static final Duration LONG_SILENCE = Duration.ofSeconds(6);

    private static final String CONFIGURATION = """
            access:
              anonymous: {publish: [{topics: ["**"]}], subscribe: [{topics: ["**"]}]}
              cors: {origins: ["*"]}
            endpoints:
              /sse: {topics: [filter.verified], attributes: {email: {required: true}}}
            """;

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "TIDINGS_LIMITS_HEARTBEAT", "500ms",
            "TIDINGS_SERVER_DRAIN_REFUSE", "1s",
            "TIDINGS_SERVER_DRAIN_STREAMS", "200ms");

    @TempDir
    private Path hubFolder;

    @TempDir
    private Path nginxFolder;

    private ServeProcess hub(int port) throws IOException {
        Files.writeString(hubFolder.resolve("tidings.yaml"), CONFIGURATION);
        return ServeProcess.start(hubFolder, ENVIRONMENT, "serve", "--port", String.valueOf(port));
    }

    private Nginx nginx(int hubPort) throws IOException, InterruptedException {
        return Nginx.start(nginxFolder, hubPort, READ_TIMEOUT);
    }

    private static Shell subscribe(Nginx nginx, String version) {
        Shell subscriber =
                Shell.start("curl -kN " + version + " -H 'Accept: text/event-stream' '" + nginx.uri(STREAM) + "'");
        Await.until("the first block", () -> subscriber.output().endsWith("\n\n"));
        return subscriber;
    }

    /** Publishes events for Ann in one request; what curl shows of the answer. */
    private static String publish(URI events, int from, int to) {
        String array =
                IntStream.rangeClosed(from, to).mapToObj(NginxTest::event).collect(Collectors.joining(",", "[", "]"));
        return Shell.run("curl -k -i '" + events + "' -H 'Content-Type: application/json' -d '" + array + "'");
    }

    private static String event(int number) {
        return "{\"topic\": \"filter.verified\", \"attributes\": {\"email\": \"%s\"}, \"data\": {\"number\": %d}}"
                .formatted(ANN, number);
    }

    private static List<Long> numbers(int to) {
        return LongStream.rangeClosed(1, to).boxed().toList();
    }

    private static RunningHub quietHub(Duration heartbeat) {
        return RunningHub.start(settings -> settings.access(Access.open())
                .limits(ServerLimits.DEFAULT.withHeartbeat(heartbeat))
                .endpoint("/sse", endpoint -> endpoint.topics("filter.verified").require("email")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void anEventArrivesThoughMoreIsToCome(String version) throws Exception {
        try (RunningHub hub = quietHub(Duration.ofHours(1));
                Nginx nginx = nginx(hub.port());
                Shell subscriber = subscribe(nginx, version)) {
            hub.publish(TutorialPage.numbered(1, ANN));

            Await.until("the event", () -> subscriber.output().endsWith("data: {\"number\": 1}\n\n"));
            assertThat(hub.server().connections()).as("the stream is open").isEqualTo(1);
        }
    }

    @Test
    void heartbeatsKeepAStreamOpenForLongerThanNginxWaits() throws Exception {
        try (RunningHub hub = quietHub(HEARTBEAT);
                Nginx nginx = nginx(hub.port());
                Shell subscriber = subscribe(nginx, "--http2")) {
            long begin = System.nanoTime();
            Await.until("a long silence", () -> System.nanoTime() - begin > LONG_SILENCE.toNanos());

            hub.publish(TutorialPage.numbered(1, ANN));

            Await.until("the event", () -> subscriber.output().contains("data: {\"number\": 1}\n\n"));
            assertThat(subscriber.output())
                    .contains("\n\n:\n\n")
                    .as("one stream")
                    .containsOnlyOnce("retry: ");
        }
    }

    @Test
    void withoutHeartbeatsNginxGivesUp() throws Exception {
        try (RunningHub hub = quietHub(Duration.ofHours(1));
                Nginx nginx = nginx(hub.port());
                Shell subscriber = subscribe(nginx, "--http2")) {
            subscriber.awaitEnd();

            assertThat(nginx.errors()).contains("upstream timed out");
        }
    }

    @Test
    void whatIsForOperatorsIsNotThereAndWhatStandsInAQueryIsNotWrittenDown() throws Exception {
        try (RunningHub hub = quietHub(HEARTBEAT);
                Nginx nginx = nginx(hub.port())) {
            for (String target : List.of("/health/ready", "/metrics", "/admin/subscriptions")) {
                assertThat(Shell.run("curl -k -i '" + nginx.uri(target) + "'")).startsWith("HTTP/2 404");
            }
            assertThat(Shell.run("curl -k -i '" + nginx.uri("/sse?ticket=secret") + "'"))
                    .startsWith("HTTP/2 400");
            Await.until("it is written down", () -> nginx.requests().size() == 4);
            assertThat(nginx.requests()).noneMatch(line -> line.contains("secret"));
        }
    }

    @Test
    void theHubIsToldTheAddressThatNginxSeesAndTheHostThatWasAsked() throws Exception {
        List<Headers> asked = new CopyOnWriteArrayList<>();
        HttpServer echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        echo.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(204, -1);
        });
        echo.start();
        try (Nginx nginx = nginx(echo.getAddress().getPort())) {
            Shell.run("curl -k -H 'X-Forwarded-For: 192.0.2.1' '" + nginx.uri(STREAM) + "'");

            assertThat(asked).hasSize(1);
            assertThat(asked.get(0).get("X-Forwarded-For")).containsExactly("127.0.0.1");
            assertThat(asked.get(0).get("Host"))
                    .containsExactly(nginx.uri(STREAM).getAuthority());
        } finally {
            echo.stop(0);
        }
    }

    /** @param signal how the hub is ended; a page of each of two origins watches */
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void pagesSurviveTheHubsRestartAndMissNothing(String signal) throws Exception {
        try (Browser browser = Browser.open();
                ServeProcess first = hub(0)) {
            int port = first.awaitReady().getPort();
            URI inside = URI.create("http://127.0.0.1:" + port + "/events");
            try (Nginx nginx = nginx(port)) {
                TutorialPage same = TutorialPage.open(browser, nginx.uri("/"), nginx.uri(STREAM));
                TutorialPage other = TutorialPage.open(browser, nginx.uri("localhost", "/"), nginx.uri(STREAM));
                List<TutorialPage> pages = List.of(same.awaitOpen(), other.awaitOpen());
                assertThat(publish(nginx.uri("/events"), 1, 3)).startsWith("HTTP/2 200");
                pages.forEach(page -> page.awaitReceived(3));

                assertThat(publish(inside, 4, 20)).startsWith("HTTP/1.1 200");
                first.signal(signal);
                first.awaitExit();
                Await.until(
                        "both streams are over",
                        () -> nginx.requests().stream()
                                        .filter(line -> line.contains("GET /sse"))
                                        .count()
                                >= 2);
                assertThat(nginx.requests())
                        .filteredOn(line -> line.contains("\"GET /sse "))
                        .isNotEmpty()
                        .allMatch(line -> line.contains(" HTTP/2.0\" 200 "));
                assertToldToComeBack(nginx);
                // Its stream and nginx's answer.
                pages.forEach(page -> page.awaitOpens(2));
                pages.forEach(page -> page.awaitErrors(2));
                try (ServeProcess second = hub(port)) {
                    second.awaitReady();
                    assertThat(publish(inside, 21, 30)).startsWith("HTTP/1.1 200");

                    pages.forEach(page -> page.awaitReceived(30));
                    assertThat(publish(nginx.uri("/events"), 31, 31)).startsWith("HTTP/2 200");
                    for (TutorialPage page : pages) {
                        page.awaitReceived(31);
                        assertThat(page.received()).isEqualTo(numbers(31));
                        assertThat(page.gaps()).isEmpty();
                        assertThat(page.statesAtErrors()).containsOnly(TutorialPage.CONNECTING);
                    }
                }
            }
        }
    }

    /** A stream is, and a publish is told that it was not one. */
    private static void assertToldToComeBack(Nginx nginx) {
        assertThat(Shell.run("curl -k -i -H 'Accept: text/event-stream' '" + nginx.uri(STREAM) + "'"))
                .startsWith("HTTP/2 200")
                .contains("content-type: text/event-stream\n")
                .matches("(?s).*\n\nretry: [123][0-9]{3}\n\n");
        assertThat(publish(nginx.uri("/events"), 1, 1))
                .startsWith("HTTP/2 503")
                .contains("content-type: application/problem+json\n", "retry-after: 2\n");
    }
}
