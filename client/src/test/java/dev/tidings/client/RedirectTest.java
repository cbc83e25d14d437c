package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.EventSourceError.EndOfStream;
import dev.tidings.client.EventSourceError.RedirectFailed;
import dev.tidings.client.ScriptedServer.Connection;
import dev.tidings.sse.SseMessage;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that point elsewhere. */
class RedirectTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final ScriptedServer other = ScriptedServer.start();
    private final SourceRecorder recorder = new SourceRecorder();

    @AfterEach
    void stop() {
        server.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void isFollowedAndTheNextAttemptGoesToTheFirstUrlAgain(int status) {
        try (EventSource source = recorder.open(server)) {
            server.request().answer(status + " Elsewhere\nLocation: " + other.origin() + "/new?x=1");
            Connection redirected = other.request();
            assertThat(redirected.requestLine()).isEqualTo("GET /new?x=1 HTTP/1.1");
            assertThat(redirected.header("Accept")).containsExactly("text/event-stream");
            redirected.stream("id: 7\ndata: a\n\n").end();
            recorder.expectOpened();
            assertThat(recorder.nextMessage()).isEqualTo(new SseMessage("message", "a", "7", other.origin()));
            assertThat(source.url()).isEqualTo(server.uri("/sse"));
            recorder.next(EndOfStream.class);

            Connection again = server.request();
            assertThat(again.requestLine()).isEqualTo("GET /sse HTTP/1.1");
            assertThat(again.header("Last-Event-ID")).containsExactly("7");
            again.answer(status + " Elsewhere\nLocation: " + other.origin() + "/newer");
            assertThat(other.request().header("Last-Event-ID")).containsExactly("7");
        }
        recorder.assertExhausted();
    }

    @Test
    void aLocationMayBeRelative() {
        try (EventSource source = recorder.open(server)) {
            server.request().answer("302 Found\nLocation: ./b/c?d");
            Connection redirected = server.request();
            assertThat(redirected.requestLine()).isEqualTo("GET /b/c?d HTTP/1.1");
            redirected.stream("");
            recorder.expectOpened();
            assertThat(source.url()).isEqualTo(server.uri("/sse"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "301 | ''",
                "302 | Location:",
                "303 | ''",
                "307 | ''",
                "308 | ''",
                "301 | Location: ftp://localhost/sse",
                "301 | Location: http:///sse",
                "301 | Location: http://[bad"
            })
    void withoutAUsableLocationItEndsTheSource(int status, String field) {
        try (EventSource source = recorder.open(server)) {
            server.request().answer(status + " Elsewhere" + (field.isEmpty() ? "" : "\n" + field));
            RedirectFailed error = recorder.next(RedirectFailed.class);
            assertThat(error.from()).isEqualTo(source.url());
            assertThat(error.willReconnect()).isFalse();
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
        recorder.assertExhausted();
    }

    @Test
    void aLoopEndsTheSource() {
        try (EventSource source = recorder.open(server)) {
            Connection connection = server.request();
            for (int hop = 0; hop < Redirects.MOST; hop++) {
                connection
                        .answer("302 Found\nConnection: close\nLocation: /sse")
                        .end();
                connection = server.request();
            }
            connection.answer("302 Found\nLocation: /sse");
            assertThat(recorder.next(RedirectFailed.class).message()).contains("more than 20 in a row");
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
        recorder.assertExhausted();
    }

    @Test
    void callersHeadersDoNotGoToAnotherOrigin() {
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .header("Authorization", "Bearer secret")
                .header("X-Api-Key", "secret")
                .lastEventId("7");
        try (EventSource source = recorder.listen(builder).open()) {
            server.request().answer("307 Elsewhere\nLocation: /same");
            Connection same = server.request();
            assertThat(same.header("Authorization")).containsExactly("Bearer secret");
            same.answer("307 Elsewhere\nLocation: " + other.origin() + "/");
            Connection redirected = other.request();
            assertThat(redirected.header("Authorization")).isEmpty();
            assertThat(redirected.header("X-Api-Key")).isEmpty();
            assertThat(redirected.header("Last-Event-ID")).containsExactly("7");
            assertThat(redirected.header("Accept")).containsExactly("text/event-stream");
            redirected.answer("307 Elsewhere\nLocation: " + server.origin() + "/back");
            assertThat(server.request().header("Authorization")).isEmpty();
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @ParameterizedTest
    @CsvSource({"301, GET", "302, GET", "303, GET", "307, POST", "308, POST"})
    void thePostOfACallerBecomesAGetOrStaysWhatItIs(int status, String method) {
        EventSourceBuilder builder =
                EventSource.builder(server.uri("/sse")).method("POST", BodyPublishers.ofString("body"));
        try (EventSource source = recorder.listen(builder).open()) {
            Connection request = server.request();
            assertThat(request.readBody(4)).isEqualTo("body");
            request.answer(status + " Elsewhere\nLocation: /new");
            Connection redirected = server.request();
            assertThat(redirected.requestLine()).isEqualTo(method + " /new HTTP/1.1");
            if (method.equals("POST")) {
                assertThat(redirected.readBody(4)).isEqualTo("body");
            }
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void aClientThatFollowsRedirectsItselfTellsTheLastOrigin() {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse")).httpClient(client);
        try (EventSource source = recorder.listen(builder).open()) {
            server.request().answer("302 Found\nLocation: " + other.origin() + "/");
            other.request().stream("data: a\n\n");
            recorder.expectOpened();
            assertThat(recorder.nextMessage().origin()).isEqualTo(other.origin());
            assertThat(source.url()).isEqualTo(server.uri("/sse"));
        }
    }

    @Test
    void nothingLeadsFromHttpsToHttp() {
        URI secure = URI.create("https://example.com/sse");
        assertThat(targetOf(secure, "http://example.com/sse")).isEqualTo("from https to http");
        assertThat(targetOf(secure, "//example.org/")).isEqualTo("https://example.org/");
        assertThat(targetOf(secure, "?x=1")).isEqualTo("https://example.com/sse?x=1");
        assertThat(targetOf(URI.create("http://example.com/sse"), "https://example.com/sse"))
                .isEqualTo("https://example.com/sse");
    }

    private static String targetOf(URI from, String location) {
        try {
            return Redirects.target(from, location).toString();
        } catch (URISyntaxException e) {
            return e.getReason();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://a/x, http://A:80/y, true",
        "http://a/, https://a/, true",
        "http://a:8080/, https://a/, false",
        "https://a/, https://a:444/, false",
        "http://a/, http://b/, false",
        "http://a.b/, http://b/, false"
    })
    void oneOriginIsOneSchemeHostAndPortOrItsTurnToHttps(URI from, URI to, boolean trusted) {
        assertThat(Redirects.isTrusted(from, to)).isEqualTo(trusted);
    }

    @ParameterizedTest
    @CsvSource({
        "http://Example.com:80/a?b, http://example.com",
        "HTTPS://example.com:443, https://example.com",
        "https://example.com:80/, https://example.com:80",
        "http://[::1]:8080/, http://[::1]:8080"
    })
    void anOriginNamesItsPortIfItIsNotTheUsualOne(URI url, String origin) {
        assertThat(Redirects.origin(url)).isEqualTo(origin);
    }
}
