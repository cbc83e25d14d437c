package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.EventSourceError.ConnectionLost;
import dev.tidings.client.EventSourceError.EndOfStream;
import dev.tidings.client.ScriptedServer.Connection;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After what it comes back, and when. */
class ReconnectTest {

    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final RetryPolicy EXACT = RetryPolicy.DEFAULT.withJitter(0);

    private final ScriptedServer server = ScriptedServer.start();
    private final SourceRecorder recorder = new SourceRecorder();
    private final ManualTimer timer = new ManualTimer();

    @AfterEach
    void stop() {
        server.close();
    }

    private EventSource open(RetryPolicy policy) {
        return recorder.listen(EventSource.builder(server.uri("/sse")))
                .retryPolicy(policy)
                .idleTimeout(Duration.ZERO)
                .timer(timer)
                .open();
    }

    private void expectLost(Duration reconnectsIn) {
        assertThat(recorder.next(ConnectionLost.class).reconnectsIn()).contains(reconnectsIn);
        assertThat(timer.nextDelay()).isEqualTo(reconnectsIn);
    }

    @Test
    void comesBackWhenNobodyListens() {
        server.stopListening();
        try (EventSource source = recorder.open(server)) {
            for (int attempt = 0; attempt < 5; attempt++) {
                assertThat(recorder.next(ConnectionLost.class).willReconnect()).isTrue();
            }
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void comesBackWhenTheHostIsUnknown() {
        EventSourceBuilder builder = EventSource.builder(URI.create("http://nobody.invalid/sse"));
        try (EventSource source =
                recorder.listen(builder).retryPolicy(SourceRecorder.PROMPT).open()) {
            assertThat(recorder.next(ConnectionLost.class).willReconnect()).isTrue();
            assertThat(recorder.next(ConnectionLost.class).message()).startsWith("connection lost: ");
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Ty",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "HTTP/1.1 x\r\n\r\n",
                CHUNKED + "zz\r\n"
            })
    void comesBackAfterWhatIsNoHttp(String bytes) {
        try (EventSource source = recorder.open(server)) {
            server.request().send(bytes).end();
            Object next = recorder.next();
            if (next instanceof SourceRecorder.Opened) {
                next = recorder.next();
            }
            assertThat(next)
                    .isInstanceOfSatisfying(
                            ConnectionLost.class,
                            error -> assertThat(error.willReconnect()).isTrue());
            server.request();
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void comesBackAfterACutInTheMiddleOfTheStream() {
        try (EventSource source = recorder.open(server)) {
            Connection first = server.request();
            first.stream("id: 1\ndata: a\n\nid: 2\ndata: ne");
            recorder.expectOpened();
            assertThat(recorder.nextMessage().data()).isEqualTo("a");
            first.cut();
            assertThat(recorder.next(ConnectionLost.class).cause()).isPresent();
            assertThat(server.request().header("Last-Event-ID")).containsExactly("1");
            assertThat(source.lastEventId()).isEqualTo("1");
        }
        recorder.assertExhausted();
    }

    @Test
    void theEndOfTheBodyIsOneErrorAndComesBack() {
        try (EventSource source = recorder.open(server)) {
            server.request().send(CHUNKED + "9\r\ndata: a\n\n\r\n0\r\n\r\n");
            recorder.expectOpened();
            assertThat(recorder.nextMessage().data()).isEqualTo("a");
            assertThat(recorder.next(EndOfStream.class).willReconnect()).isTrue();
            assertThat(source.readyState()).isNotEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void anUncleanEndOfTheBodyComesBackToo() {
        try (EventSource source = recorder.open(server)) {
            server.request().send(CHUNKED + "9\r\ndata: a\n\n\r\n5\r\nda").end();
            recorder.expectOpened();
            assertThat(recorder.nextMessage().data()).isEqualTo("a");
            assertThat(recorder.next(ConnectionLost.class).willReconnect()).isTrue();
            server.request();
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
        recorder.assertExhausted();
    }

    @Test
    void itWaitsTheReconnectionTimeAndIsConnectingMeanwhile() {
        try (EventSource source = open(EXACT)) {
            server.request().stream("data: a\n\n").end();
            recorder.expectOpened();
            recorder.nextMessage();
            assertThat(recorder.next(EndOfStream.class).reconnectsIn()).contains(Duration.ofSeconds(3));
            assertThat(timer.nextDelay()).isEqualTo(Duration.ofSeconds(3));
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
            timer.advance(Duration.ofMillis(2999));
            assertThat(server.isQuiet()).isTrue();
            timer.advance(Duration.ofMillis(1));
            server.request();
        }
        recorder.assertExhausted();
    }

    @Test
    void whoIsClosedWhileItWaitsDoesNotComeBack() {
        EventSource source = open(EXACT);
        server.request().stream("").end();
        recorder.expectOpened();
        recorder.next(EndOfStream.class);
        timer.nextDelay();
        source.close();
        assertThat(timer.pending()).isZero();
        timer.advance(Duration.ofDays(1));
        assertThat(server.isQuiet()).isTrue();
        assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
    }

    @Test
    void whatTheServerSaysAboutTheTimeHoldsAcrossReconnections() {
        try (EventSource source = open(EXACT)) {
            server.request().stream("retry: 700\ndata: a\n\n").end();
            for (int attempt = 0; attempt < 3; attempt++) {
                recorder.expectOpened();
                recorder.nextMessage();
                assertThat(recorder.next(EndOfStream.class).reconnectsIn()).contains(Duration.ofMillis(700));
                assertThat(timer.nextDelay()).isEqualTo(Duration.ofMillis(700));
                timer.advance(Duration.ofMillis(700));
                server.request().stream("data: b\n\n").end();
            }
            assertThat(source.readyState()).isNotEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void theTimeGrowsWhileAttemptsFailAndStartsAnewAfterAMessage() {
        try (EventSource source = open(EXACT.withReconnectionTime(Duration.ofSeconds(4)))) {
            for (int seconds : new int[] {4, 8, 16, 30, 30}) {
                server.request().send("HTTP/1.1 200 OK\r\n").end();
                expectLost(Duration.ofSeconds(seconds));
                timer.advance(Duration.ofSeconds(seconds));
            }
            server.request().stream("data: a\n\n").end();
            recorder.expectOpened();
            recorder.nextMessage();
            assertThat(recorder.next(EndOfStream.class).reconnectsIn()).contains(Duration.ofSeconds(4));
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void aStreamThatLastedIsHealthyEvenIfNothingCame() {
        try (EventSource source = open(EXACT)) {
            for (int seconds : new int[] {3, 6}) {
                server.request().stream("").end();
                recorder.expectOpened();
                assertThat(recorder.next(EndOfStream.class).reconnectsIn()).contains(Duration.ofSeconds(seconds));
                timer.nextDelay();
                timer.advance(Duration.ofSeconds(seconds));
            }
            Connection lasting = server.request();
            lasting.stream("");
            recorder.expectOpened();
            timer.advance(Duration.ofSeconds(10));
            lasting.end();
            assertThat(recorder.next(EndOfStream.class).reconnectsIn()).contains(Duration.ofSeconds(3));
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void withoutAPolicyThereIsOneStream() {
        try (EventSource source = open(RetryPolicy.NONE)) {
            server.request().stream("data: a\n\n").end();
            recorder.expectOpened();
            recorder.nextMessage();
            assertThat(recorder.next(EndOfStream.class).willReconnect()).isFalse();
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
            assertThat(server.isQuiet()).isTrue();
        }
        recorder.assertExhausted();
    }

    @Test
    void aSourceThatIsClosedByTheListenerOfAnErrorDoesNotComeBack() {
        EventSource[] source = new EventSource[1];
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .retryPolicy(EXACT)
                .idleTimeout(Duration.ZERO)
                .timer(timer)
                .onError(error -> source[0].close());
        source[0] = recorder.listen(builder).open();
        server.request().stream("").end();
        recorder.expectOpened();
        Await.until("it is closed", () -> source[0].readyState() == ReadyState.CLOSED);
        assertThat(timer.pending()).isZero();
        assertThat(server.isQuiet()).isTrue();
        recorder.assertExhausted();
    }
}
