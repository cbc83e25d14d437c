package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.EventSourceError.EndOfStream;
import dev.tidings.client.EventSourceError.UnexpectedContentType;
import dev.tidings.client.EventSourceError.UnexpectedStatus;
import dev.tidings.client.ScriptedServer.Connection;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers are a stream, and what the others mean. */
class ResponseTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final SourceRecorder recorder = new SourceRecorder();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 205, 206, 210, 299, 300, 304, 305, 400, 401, 403, 404, 410, 429, 500, 502, 503, 599})
    void anyStatusBut200EndsTheSourceWithOneError(int status) {
        try (EventSource source = recorder.open(server)) {
            server.request().answer(status + " Whatever\nContent-Type: text/event-stream");
            UnexpectedStatus error = recorder.next(UnexpectedStatus.class);
            assertThat(error.status()).isEqualTo(status);
            assertThat(error.willReconnect()).isFalse();
            assertThat(error.message()).isEqualTo("status: " + status + " (expected: 200)");
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
            assertThat(server.isQuiet()).isTrue();
        }
        recorder.assertExhausted();
    }

    @Test
    void aServerSaysStopWith204() {
        try (EventSource source = recorder.open(server)) {
            server.request().stream("data: a\n\n").end();
            recorder.expectOpened();
            recorder.nextMessage();
            recorder.next(EndOfStream.class);
            server.request().send("HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(recorder.next(UnexpectedStatus.class).willReconnect()).isFalse();
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
            assertThat(server.isQuiet()).isTrue();
        }
        recorder.assertExhausted();
    }

    @Test
    void whatTheServerSaysAboutARefusalIsInTheError() {
        String problem = "{\"detail\": \"unknown parameter 'emial': this endpoint takes email, tenant\"}";
        try (EventSource source = recorder.open(server)) {
            server.request()
                    .send("HTTP/1.1 400 Bad Request\r\nContent-Length: " + problem.length() + "\r\n\r\n" + problem);
            assertThat(recorder.next(UnexpectedStatus.class).body()).isEqualTo(problem);
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void ofAnEndlessRefusalOnlyTheBeginningIsRead() {
        try (EventSource source = recorder.open(server)) {
            ScriptedServer.Connection request = server.request();
            request.send("HTTP/1.1 500 Oh\r\n\r\n" + "x".repeat(100_000));
            assertThat(recorder.next(UnexpectedStatus.class).body()).isEqualTo("x".repeat(Excerpt.MOST_BYTES));
            request.awaitEnd();
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
        recorder.assertExhausted();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void aPolicyMayComeBackAfterAStatusOfABusyServer(int status) {
        RetryPolicy policy = SourceRecorder.PROMPT.withRetriedStatuses(RetryPolicy.BUSY);
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse")).retryPolicy(policy);
        try (EventSource source = recorder.listen(builder).open()) {
            server.request().answer(status + " Busy");
            assertThat(recorder.next(UnexpectedStatus.class).willReconnect()).isTrue();
            server.request().stream("");
            recorder.expectOpened();
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @Test
    void retryAfterIsHonouredWhenThePolicyComesBack() {
        ManualTimer timer = new ManualTimer();
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .idleTimeout(Duration.ZERO)
                .timer(timer)
                .retryPolicy(SourceRecorder.PROMPT.withRetriedStatuses(Set.of(503)));
        try (EventSource source = recorder.listen(builder).open()) {
            server.request().answer("503 Busy\nRetry-After: 120");
            assertThat(recorder.next(UnexpectedStatus.class).reconnectsIn()).contains(Duration.ofSeconds(120));
            assertThat(timer.nextDelay()).isEqualTo(Excerpt.LONGEST);
            assertThat(timer.nextDelay()).isEqualTo(Duration.ofSeconds(120));
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void aRefusalWhoseBodyDoesNotEndIsReportedAllTheSame() {
        ManualTimer timer = new ManualTimer();
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .idleTimeout(Duration.ZERO)
                .timer(timer);
        try (EventSource source = recorder.listen(builder).open()) {
            Connection connection = server.request().send("HTTP/1.1 404 Not Found\r\n\r\n");
            assertThat(timer.nextDelay()).isEqualTo(Excerpt.LONGEST);
            timer.advance(Excerpt.LONGEST);
            UnexpectedStatus error = recorder.next(UnexpectedStatus.class);
            assertThat(error.status()).isEqualTo(404);
            assertThat(error.willReconnect()).isFalse();
            connection.awaitEnd();
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
        recorder.assertExhausted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/event-stream",
                "TEXT/Event-Stream",
                "text/event-stream;",
                "text/event-stream ; charset=utf-8",
                "text/event-stream;charset=windows-1251",
                "text/event-stream; charset=bogus; x=\"a;b\""
            })
    void anEventStreamIsToldByTheEssenceOfItsType(String type) {
        try (EventSource source = recorder.open(server)) {
            server.request().send("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\ndata: ä\n\n");
            recorder.expectOpened();
            assertThat(recorder.nextMessage().data()).isEqualTo("ä");
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "text/x-bogus",
                "text/event-streams",
                "text/event-stream, text/html",
                "application/json; x=text/event-stream",
                "text / event-stream"
            })
    void anyOtherTypeEndsTheSource(String type) {
        try (EventSource source = recorder.open(server)) {
            String field = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
            ScriptedServer.Connection request = server.request();
            request.send("HTTP/1.1 200 OK\r\n" + field + "\r\ndata: a\n\n");
            UnexpectedContentType error = recorder.next(UnexpectedContentType.class);
            assertThat(error.contentType()).isEqualTo(type);
            assertThat(error.willReconnect()).isFalse();
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
            request.awaitEnd();
            assertThat(server.isQuiet()).isTrue();
        }
        recorder.assertExhausted();
    }

    @Test
    void itIsOpenBeforeTheFirstByteOfTheStreamComes() {
        try (EventSource source = recorder.open(server)) {
            ScriptedServer.Connection request = server.request();
            request.stream("");
            recorder.expectOpened();
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
            request.send(":hello\ndata: a\n\n");
            assertThat(recorder.next()).isEqualTo(new SourceRecorder.Comment("hello"));
            assertThat(recorder.nextMessage().data()).isEqualTo("a");
        }
        recorder.assertExhausted();
    }

    @Test
    void itIsOpenBeforeDataThatCameTogetherWithTheHead() {
        try (EventSource source = recorder.open(server)) {
            server.request().stream(":hello\ndata: a\n\n").end();
            recorder.expectOpened();
            assertThat(recorder.next()).isEqualTo(new SourceRecorder.Comment("hello"));
            assertThat(recorder.nextMessage().data()).isEqualTo("a");
            recorder.next(EndOfStream.class);
            assertThat(source.lastEventId()).isEmpty();
        }
    }
}
