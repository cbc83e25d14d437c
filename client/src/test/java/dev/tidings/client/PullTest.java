package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.client.EventSourceError.UnexpectedStatus;
import dev.tidings.sse.SseMessage;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that are asked for. */
class PullTest {

    private final ScriptedServer server = ScriptedServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private EventSource open() {
        return EventSource.builder(server.uri("/sse"))
                .retryPolicy(SourceRecorder.PROMPT)
                .open();
    }

    @Test
    void iteratingSeesNothingOfAReconnection() {
        try (EventSource source = open()) {
            Iterator<SseMessage> messages = source.iterator();
            server.request().stream("data: a\n\ndata: b\n\n").end();
            assertThat(messages.next().data()).isEqualTo("a");
            assertThat(messages.next().data()).isEqualTo("b");
            server.request().stream("event: other\ndata: c\n\n");
            assertThat(messages.next().data()).isEqualTo("c");
        }
    }

    @Test
    void iteratingEndsWhenTheSourceIsClosed() {
        EventSource source = open();
        server.request().stream("data: a\n\ndata: b\n\n");
        int count = 0;
        for (SseMessage message : source) {
            assertThat(message.data()).isEqualTo("a");
            source.close();
            count++;
        }
        assertThat(count).isEqualTo(1);
    }

    @Test
    void iteratingThrowsWhenTheSourceHasGivenUp() {
        try (EventSource source = open()) {
            server.request().answer("404 Not Found");
            assertThatThrownBy(source.iterator()::hasNext)
                    .isInstanceOfSatisfying(
                            EventSourceException.class,
                            thrown -> assertThat(thrown.error())
                                    .isInstanceOfSatisfying(
                                            UnexpectedStatus.class,
                                            error -> assertThat(error.status()).isEqualTo(404)));
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void pullingIsRefusedWhenListenersGetTheMessages() {
        try (EventSource source =
                EventSource.builder(server.uri("/sse")).onMessage(message -> {}).open()) {
            assertThatThrownBy(source::iterator)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("listeners of messages: some (expected: none, for messages to be pulled)");
            assertThatThrownBy(source::publisher).isInstanceOf(IllegalStateException.class);
        }
    }
}
