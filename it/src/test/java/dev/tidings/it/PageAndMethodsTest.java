package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.server.access.Access;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on which path, for which method, for whom. */
class PageAndMethodsTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;

    private static final Pattern FILE = Pattern.compile(" (?:src|href)=\"([a-z/]+\\.[a-z]+)\"");

    private static RunningHub hub;

    @BeforeAll
    static void start() {
        hub = RunningHub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static RawClient.Response ask(String method, String target, String... headers) {
        try (RawClient client = hub.connect().send(HTTP.get(target, headers).replaceFirst("GET", method))) {
            return client.readResponse();
        }
    }

    @Test
    void thePageIsServedAndMayLoadNothingElse() {
        RawClient.Response page = ask("GET", "/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'self';");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        List<String> files =
                FILE.matcher(page.body()).results().map(file -> file.group(1)).toList();
        assertThat(files).isNotEmpty().allMatch(file -> ask("GET", "/" + file).status() == 200);
        assertThat(ask("GET", "/page/main.js").header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(ask("GET", "/page/page.css").header("Content-Type")).isEqualTo("text/css; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({"/index.html", "/main.js", "/page/../page/main.js", "/PageFiles.class", "/nowhere", "/sse/", "//"})
    void nothingElseIsServed(String path) {
        RawClient.Response answer = ask("GET", path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("/events, /health/live, /health/ready, /metrics, /sse");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /events, 'GET, HEAD, POST, OPTIONS'",
        "POST, /sse, 'GET, HEAD, OPTIONS'",
        "DELETE, /, 'GET, HEAD, OPTIONS'",
        "BREW, /health/live, 'GET, HEAD, OPTIONS'",
    })
    void otherMethodsAreRefusedWithThoseThatAreThere(String method, String path, String allowed) {
        RawClient.Response answer = ask(method, path);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
    }

    @Test
    void optionsSaysWhatIsThere() {
        assertThat(ask("OPTIONS", "/events").status()).isEqualTo(204);
        assertThat(ask("OPTIONS", "/events").header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
        assertThat(ask("OPTIONS", "*").status()).isEqualTo(204);
    }

    @Test
    void headIsGetWithoutTheBody() {
        try (RawClient client = hub.connect()) {
            client.send(HTTP.get("/").replaceFirst("GET", "HEAD"));
            RawClient.Head head = client.readHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isNotEqualTo("0");

            client.send(HTTP.get("/sse").replaceFirst("GET", "HEAD"));
            assertThat(client.readHead().header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aPageOnAnotherPortOfThisMachineMayAsk() {
        RawClient.Response preflight =
                ask("OPTIONS", "/events", "Origin: http://localhost:3000", "Access-Control-Request-Method: POST");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST");

        try (RawClient client = hub.connect().send(HTTP.get("/sse", "Origin: http://localhost:3000"))) {
            assertThat(client.readHead().header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Origin: https://evil.example', 403",
        "'Origin: null', 403",
        "'X-Forwarded-For: 10.0.0.1', 403",
        "'Accept: application/json', 406",
        "'Accept: text/event-stream;q=0', 406",
    })
    void whoMayNotAskIsTold(String header, int status) {
        assertThat(ask("GET", "/sse", header).status()).isEqualTo(status);
    }

    @Test
    void anotherHostIsNotServed() {
        try (RawClient client = hub.connect().send("GET /sse HTTP/1.1\r\nHost: evil.example\r\n\r\n")) {
            assertThat(client.readResponse().status()).isEqualTo(421);
        }
        try (RawClient client = hub.connect().send("GET http://evil.example/sse HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(client.readResponse().status()).isEqualTo(421);
        }
        try (RawClient client =
                hub.connect().send("GET http://localhost/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(client.readResponse().status()).isEqualTo(200);
        }
    }

    @Test
    void otherAddressesNeedSomebodyToSaySo() {
        assertThatThrownBy(() -> RunningHub.start(settings -> settings.host("0.0.0.0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("access: open");
        try (RunningHub open =
                        RunningHub.start(settings -> settings.host("0.0.0.0").access(Access.open()));
                RawClient client = open.connect().send("GET / HTTP/1.1\r\nHost: anything.example\r\n\r\n")) {
            assertThat(client.readResponse().status()).isEqualTo(404);
        }
    }
}
