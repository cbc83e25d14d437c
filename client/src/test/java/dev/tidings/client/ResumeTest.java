package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.EventSourceError.ConnectionLost;
import dev.tidings.client.EventSourceError.EndOfStream;
import dev.tidings.sse.SseMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source that lost its stream goes on behind what it got last. */
class ResumeTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final SourceRecorder recorder = new SourceRecorder();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void comesBackWithTheLastIdAfterTheEndOfTheStream() {
        try (EventSource source = recorder.open(server)) {
            ScriptedServer.Connection first = server.request();
            assertThat(first.header("Last-Event-ID")).isEmpty();
            first.stream("id: 1\ndata: a\n\n").end();
            recorder.expectOpened();
            assertThat(recorder.nextMessage()).isEqualTo(new SseMessage("message", "a", "1", server.origin()));
            assertThat(recorder.next(EndOfStream.class).willReconnect()).isTrue();

            ScriptedServer.Connection second = server.request();
            assertThat(second.header("Last-Event-ID")).containsExactly("1");
            second.stream("data: b\n\n");
            recorder.expectOpened();
            assertThat(recorder.nextMessage()).isEqualTo(new SseMessage("message", "b", "1", server.origin()));
            assertThat(source.lastEventId()).isEqualTo("1");
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
        recorder.assertExhausted();
    }

    @Test
    void comesBackWithTheLastIdAfterAReset() {
        try (EventSource source = recorder.open(server)) {
            ScriptedServer.Connection first = server.request();
            first.stream("id: 1\ndata: a\n\n");
            recorder.expectOpened();
            recorder.nextMessage();
            first.cut();
            assertThat(recorder.next(ConnectionLost.class).willReconnect()).isTrue();

            assertThat(server.request().header("Last-Event-ID")).containsExactly("1");
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
        recorder.assertExhausted();
    }

    @Test
    void anIdThatWasTakenBackIsNotSent() {
        try (EventSource source = recorder.open(server)) {
            server.request().stream("id: 1\ndata: a\n\nid\ndata: b\n\n").end();
            recorder.expectOpened();
            assertThat(recorder.nextMessage().lastEventId()).isEqualTo("1");
            assertThat(recorder.nextMessage().lastEventId()).isEmpty();
            recorder.next(EndOfStream.class);
            assertThat(server.request().header("Last-Event-ID")).isEmpty();
            assertThat(source.lastEventId()).isEmpty();
        }
    }

    @Test
    void anIdWithoutAMessageCountsToo() {
        try (EventSource source = recorder.open(server)) {
            server.request().stream("id: 7\n\n").end();
            recorder.expectOpened();
            recorder.next(EndOfStream.class);
            assertThat(server.request().header("Last-Event-ID")).containsExactly("7");
            assertThat(source.lastEventId()).isEqualTo("7");
        }
        recorder.assertExhausted();
    }
}
