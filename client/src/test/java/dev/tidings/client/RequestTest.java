package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.client.EventSourceError.HeadersFailed;
import dev.tidings.client.EventSourceError.UnsendableId;
import dev.tidings.client.ScriptedServer.Connection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked for, and with which headers. */
class RequestTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final SourceRecorder recorder = new SourceRecorder();

    @AfterEach
    void stop() {
        server.close();
    }

    private EventSourceBuilder builder() {
        return recorder.listen(EventSource.builder(server.uri("/sse")).retryPolicy(SourceRecorder.PROMPT));
    }

    @Test
    void asksForAnEventStreamThatNoCacheMayAnswer() {
        try (EventSource source = recorder.open(server)) {
            Connection request = server.request();
            assertThat(request.requestLine()).isEqualTo("GET /sse HTTP/1.1");
            assertThat(request.header("Accept")).containsExactly("text/event-stream");
            assertThat(request.header("Cache-Control")).containsExactly("no-cache");
            assertThat(request.header("Pragma")).containsExactly("no-cache");
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void aQueryGoesAsItIsAndAFragmentNotAtAll() {
        URI url = server.uri("/sse?email=ann%40example.com&x=%C3%A4+b#here");
        try (EventSource source = EventSource.builder(url).open()) {
            assertThat(server.request().requestLine())
                    .isEqualTo("GET /sse?email=ann%40example.com&x=%C3%A4+b HTTP/1.1");
            assertThat(source.url()).isEqualTo(url);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/sse", "sse", "ftp://localhost/", "file:///sse", "http:///sse", "mailto:ann@example.com"})
    void whatIsNoUrlOfAServerThrowsAtOnce(String url) {
        assertThatThrownBy(() -> EventSource.builder(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("url: " + url + " (expected: http or https, and a host)");
    }

    @Test
    void sendsNoLastEventIdAtFirst() {
        try (EventSource source = recorder.open(server)) {
            assertThat(server.request().header("Last-Event-ID")).isEmpty();
            assertThat(source.lastEventId()).isEmpty();
        }
    }

    @Test
    void sendsTheLastEventIdThatTheCallerBeginsWith() {
        try (EventSource source = builder().lastEventId("k3fq9x2a-42").open()) {
            assertThat(source.lastEventId()).isEqualTo("k3fq9x2a-42");
            assertThat(server.request().header("Last-Event-ID")).containsExactly("k3fq9x2a-42");
        }
    }

    @Test
    void anIdWithSpacesAroundItWouldArriveWithoutThemAndIsNotSent() {
        try (EventSource source = recorder.open(server)) {
            server.request().stream("id:  5 \ndata: a\n\n").end();
            recorder.expectOpened();
            assertThat(recorder.nextMessage().lastEventId()).isEqualTo(" 5 ");
            recorder.next(EventSourceError.EndOfStream.class);
            assertThat(recorder.next(UnsendableId.class).lastEventId()).isEqualTo(" 5 ");
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void anIdThatTheHttpClientWouldMangleEndsTheSourceInsteadOfBeingSent() {
        try (EventSource source = recorder.open(server)) {
            server.request().stream("id: größe\ndata: a\n\n").end();
            recorder.expectOpened();
            assertThat(recorder.nextMessage().lastEventId()).isEqualTo("größe");
            assertThat(recorder.next(EventSourceError.EndOfStream.class).willReconnect())
                    .isTrue();
            UnsendableId error = recorder.next(UnsendableId.class);
            assertThat(error.lastEventId()).isEqualTo("größe");
            assertThat(error.willReconnect()).isFalse();
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
            assertThat(server.isQuiet()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"größe", "\u2028", "a\nb", "a\0b", "\u007F"})
    void theCallerCannotBeginWithAnIdThatCannotBeSent(String id) {
        assertThatThrownBy(() -> builder().lastEventId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lastEventId: " + id + " (expected: printable ASCII, no spaces around it)");
    }

    @Test
    void callersHeadersGoWithEachAttemptAndTakeThePlaceOfOurs() {
        EventSourceBuilder builder = builder()
                .header("Authorization", "Bearer a")
                .header("authorization", "Bearer b")
                .header("Accept", "text/event-stream, application/json");
        try (EventSource source = builder.open()) {
            for (int attempt = 0; attempt < 3; attempt++) {
                Connection request = server.request();
                assertThat(request.header("Authorization")).containsExactly("Bearer b");
                assertThat(request.header("Accept")).containsExactly("text/event-stream, application/json");
                request.stream("").end();
            }
            assertThat(source.readyState()).isNotEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void headersThatExpireAreAskedForBeforeEachAttempt() {
        AtomicInteger token = new AtomicInteger();
        try (EventSource source = builder()
                .header("Authorization", "none")
                .headers(() -> Map.of("AUTHORIZATION", "Bearer " + token.incrementAndGet()))
                .open()) {
            for (int attempt = 1; attempt <= 3; attempt++) {
                Connection request = server.request();
                assertThat(request.header("Authorization")).containsExactly("Bearer " + attempt);
                request.stream("").end();
            }
            assertThat(source.url()).isEqualTo(server.uri("/sse"));
        }
    }

    @Test
    void theHttpClientRepeatsAGetByItselfIfItsConnectionIsCutBeforeAnAnswer() {
        AtomicInteger asked = new AtomicInteger();
        EventSourceBuilder builder = builder().headers(() -> Map.of("X-Asked", "" + asked.incrementAndGet()));
        try (EventSource source = builder.open()) {
            server.request().cut();
            Connection repeated = server.request();
            assertThat(repeated.header("X-Asked")).containsExactly("1");
            repeated.stream("");
            recorder.expectOpened();
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
        recorder.assertExhausted();
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, IOException.class, StackOverflowError.class})
    void aSupplierOfHeadersThatThrowsIsAskedAgain(Class<? extends Throwable> what) throws ReflectiveOperationException {
        Throwable thrown = what.getConstructor(String.class).newInstance("no token at the moment");
        AtomicInteger asked = new AtomicInteger();
        EventSourceBuilder builder = builder().headers(() -> {
            if (asked.incrementAndGet() == 1) {
                throw RequestTest.<RuntimeException>unchecked(thrown);
            }
            return Map.of("X-Token", "2");
        });
        try (EventSource source = builder.open()) {
            HeadersFailed error = recorder.next(HeadersFailed.class);
            assertThat(error.exception()).hasMessage("no token at the moment");
            assertThat(error.willReconnect()).isTrue();
            assertThat(server.request().header("X-Token")).containsExactly("2");
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    /** As other languages of the JVM throw, and Java if it is told so. */
    @SuppressWarnings("unchecked") // to get around the compiler is what it is for
    private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Connection", "Content-Length", "Expect", "Upgrade", "not a name"})
    void headersThatTheHttpClientKeepsForItselfAreRefusedAtOnce(String name) {
        assertThatThrownBy(() -> builder().header(name, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void aHeaderCannotForgeAnother() {
        assertThatThrownBy(() -> builder().header("X-Name", "a\r\nX-Other: b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLastEventIdIsNoHeaderOfTheCaller() {
        assertThatThrownBy(() -> builder().header("last-event-id", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("header: last-event-id (expected: lastEventId(...) of the builder)");
    }

    @Test
    void anotherMethodSendsItsBodyWithEachAttempt() {
        EventSourceBuilder builder = builder()
                .method("POST", BodyPublishers.ofString("{\"q\":1}"))
                .header("Content-Type", "application/json");
        try (EventSource source = builder.open()) {
            for (int attempt = 0; attempt < 2; attempt++) {
                Connection request = server.request();
                assertThat(request.requestLine()).isEqualTo("POST /sse HTTP/1.1");
                assertThat(request.header("Content-Type")).containsExactly("application/json");
                assertThat(request.readBody(7)).isEqualTo("{\"q\":1}");
                request.stream("").end();
            }
            assertThat(source.readyState()).isNotEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void aClientThatPrefersHttp2AsksForNoUpgrade() {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        try (EventSource source = builder().httpClient(client).open()) {
            Connection request = server.request();
            assertThat(request.headerNames()).doesNotContain("Upgrade", "HTTP2-Settings");
            request.stream("data: a\n\n");
            recorder.expectOpened();
            assertThat(recorder.nextMessage().data()).isEqualTo("a");
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }
}
