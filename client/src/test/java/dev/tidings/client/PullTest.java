package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.client.EventSourceError.UnexpectedStatus;
import dev.tidings.sse.SseMessage;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
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
    void whatCameBeforeTheEndIsGivenFirst() {
        try (EventSource source = open()) {
            server.request().wholeStream("data: a\n\ndata: b\n\n");
            server.request().answer("404 Not Found");
            Await.until("it has given up", () -> source.readyState() == ReadyState.CLOSED);
            Iterator<SseMessage> messages = source.iterator();
            assertThat(messages.next().data()).isEqualTo("a");
            assertThat(messages.next().data()).isEqualTo("b");
            assertThatThrownBy(messages::next)
                    .isInstanceOf(EventSourceException.class)
                    .hasMessage("status: 404 (expected: 200)");
            assertThatThrownBy(messages::hasNext).isInstanceOf(EventSourceException.class);
        }
    }

    @Test
    void theEndOfTheOnlyStreamIsNoFailure() {
        try (EventSource source = EventSource.builder(server.uri("/sse"))
                .retryPolicy(RetryPolicy.NONE)
                .open()) {
            server.request().stream("data: a\n\ndata: b\n\n").end();
            assertThat(source.stream().map(SseMessage::data)).containsExactly("a", "b");
        }
    }

    @Test
    void aStreamIsOfAsManyAsItsUserTakes() {
        try (EventSource source = open()) {
            server.request().stream("data: a\n\n:c\n\nevent: b\ndata: b\n\ndata: c\n\n");
            assertThat(source.stream().limit(2).map(SseMessage::data).toList()).containsExactly("a", "b");
            assertThat(source.iterator().next().data()).isEqualTo("c");
            source.stream().close();
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void whoeverWaitsCanBeInterrupted() {
        try (EventSource source = open()) {
            server.request().stream("");
            Thread.currentThread().interrupt();
            assertThatThrownBy(source.iterator()::next).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(source.readyState()).isNotEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void otherListenersHearTheirsWhileMessagesArePulled() {
        SourceRecorder recorder = new SourceRecorder();
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .onOpen(() -> recorder.note("opened"))
                .onComment(recorder::note);
        try (EventSource source = builder.open()) {
            server.request().stream(":c\ndata: a\n\n");
            assertThat(source.iterator().next().data()).isEqualTo("a");
            assertThat(recorder.next()).isEqualTo("opened");
            assertThat(recorder.next()).isEqualTo("c");
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
