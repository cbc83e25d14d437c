package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.client.EventSourceError.IdleTimeout;
import dev.tidings.client.ScriptedServer.Connection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that say nothing any more. */
class IdleTimeoutTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final ScriptedServer server = ScriptedServer.start();
    private final SourceRecorder recorder = new SourceRecorder();
    private final ManualTimer timer = new ManualTimer();

    @AfterEach
    void stop() {
        server.close();
    }

    private EventSourceBuilder builder() {
        return EventSource.builder(server.uri("/sse"))
                .retryPolicy(RetryPolicy.DEFAULT.withJitter(0))
                .idleTimeout(TIMEOUT)
                .timer(timer);
    }

    /** Time passes until it is given up: the source may not have begun to wait for what follows a message that was told. */
    private void expectTimeoutAndNextRequest(Connection silent) {
        Await.until("it is given up", () -> {
            boolean given = recorder.hasMore();
            if (!given) {
                timer.advance(TIMEOUT);
            }
            return given;
        });
        assertThat(recorder.next(IdleTimeout.class).reconnectsIn()).contains(Duration.ofSeconds(3));
        silent.awaitEnd();
        timer.advance(Duration.ofSeconds(3));
        server.request();
    }

    @Test
    void aStreamWithoutHeartbeatsIsGivenUpAndAskedForAgain() {
        try (EventSource source = recorder.listen(builder()).open()) {
            Connection silent = server.request().stream("data: a\n\n");
            recorder.expectOpened();
            recorder.nextMessage();
            assertThat(timer.nextDelay()).isEqualTo(TIMEOUT);
            expectTimeoutAndNextRequest(silent);
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUpToo() {
        try (EventSource source = recorder.listen(builder()).open()) {
            Connection silent = server.request();
            assertThat(timer.nextDelay()).isEqualTo(TIMEOUT);
            expectTimeoutAndNextRequest(silent);
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void aCommentIsASignOfLife() {
        try (EventSource source = recorder.listen(builder()).open()) {
            Connection connection = server.request().stream("");
            recorder.expectOpened();
            assertThat(timer.nextDelay()).isEqualTo(TIMEOUT);
            for (int heartbeat = 0; heartbeat < 5; heartbeat++) {
                timer.advance(Duration.ofSeconds(40));
                connection.send(":\n");
                recorder.next(SourceRecorder.Comment.class);
            }
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
            assertThat(server.isQuiet()).isTrue();
        }
        recorder.assertExhausted();
    }

    @Test
    void theTimeThatAListenerTakesIsNotTheServers() {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        EventSourceBuilder builder = builder().onMessage(message -> {
            blocked.countDown();
            Await.latch(released);
        });
        try (EventSource source = recorder.listen(builder).open()) {
            Connection connection = server.request().stream("data: a\n\n");
            recorder.expectOpened();
            assertThat(timer.nextDelay()).isEqualTo(TIMEOUT);
            Await.latch(blocked);
            timer.advance(TIMEOUT.multipliedBy(2));
            released.countDown();
            recorder.nextMessage();
            connection.send("data: b\n\n");
            recorder.nextMessage();
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
        recorder.assertExhausted();
    }

    @Test
    void zeroIsNone() {
        try (EventSource source =
                recorder.listen(builder().idleTimeout(Duration.ZERO)).open()) {
            server.request().stream("");
            recorder.expectOpened();
            assertThat(timer.pending()).isZero();
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @Test
    void itIsBounded() {
        assertThatThrownBy(() -> builder().idleTimeout(Duration.ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("idleTimeout: PT48H (expected: PT0S..PT24H)");
        assertThatThrownBy(() -> builder().idleTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().maxEventBytes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxEventBytes: -1 (expected: 1..1073741824)");
    }
}
