package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.ScriptedServer.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source as a {@link java.util.concurrent.Flow.Publisher}. */
class PublisherTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final SubscriberRecorder subscriber = new SubscriberRecorder();

    @AfterEach
    void stop() {
        server.close();
    }

    private EventSource open(RetryPolicy policy) {
        EventSource source =
                EventSource.builder(server.uri("/sse")).retryPolicy(policy).open();
        source.publisher().subscribe(subscriber);
        return source;
    }

    @Test
    void givesAsManyAsAreAskedForAcrossReconnections() {
        try (EventSource source = open(SourceRecorder.PROMPT)) {
            subscriber.request(2);
            server.request().stream("data: a\n\n").end();
            server.request().stream("data: b\n\ndata: c\n\ndata: d\n\n");
            Await.until("two are there", () -> subscriber.received() == 2);
            assertThat(subscriber.seen()).containsExactly("a", "b");
            subscriber.request(1);
            subscriber.request(1);
            Await.until("two more are there", () -> subscriber.received() == 4);
            assertThat(subscriber.seen()).containsExactly("a", "b", "c", "d");
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @Test
    void isCompleteWhenTheSourceIsClosed() {
        EventSource source = open(SourceRecorder.PROMPT);
        subscriber.request(10);
        server.request().stream("data: a\n\n");
        Await.until("one is there", () -> subscriber.received() == 1);
        source.close();
        Await.until("it is complete", () -> subscriber.seen().size() == 2);
        assertThat(subscriber.seen()).containsExactly("a", "complete");
    }

    @Test
    void isCompleteAfterTheOnlyStream() {
        try (EventSource source = open(RetryPolicy.NONE)) {
            server.request().stream("data: a\n\n").end();
            subscriber.request(1);
            Await.until("it is complete", () -> subscriber.seen().size() == 2);
            assertThat(subscriber.seen()).containsExactly("a", "complete");
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void failsWhenTheSourceGivesUp() {
        try (EventSource source = open(SourceRecorder.PROMPT)) {
            server.request().answer("404 Not Found");
            Await.until("it has failed", () -> subscriber.seen().size() == 1);
            assertThat(subscriber.seen().get(0)).isInstanceOf(EventSourceException.class);
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void cancellingClosesTheSourceAndTellsNobody() {
        try (EventSource source = open(SourceRecorder.PROMPT)) {
            Connection connection = server.request().stream("");
            subscriber.cancel();
            connection.awaitEnd();
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
            assertThat(subscriber.seen()).isEmpty();
        }
    }

    @Test
    void aRequestForNothingIsAnError() {
        try (EventSource source = open(SourceRecorder.PROMPT)) {
            server.request().stream("data: a\n\n");
            subscriber.request(0);
            Await.until("it has failed", () -> subscriber.seen().size() == 1);
            assertThat((Throwable) subscriber.seen().get(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("request: 0 (expected: > 0)");
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void aSecondSubscriberIsRefused() {
        try (EventSource source = open(SourceRecorder.PROMPT)) {
            SubscriberRecorder second = new SubscriberRecorder();
            source.publisher().subscribe(second);
            assertThat((Throwable) second.seen().get(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("publisher: has a subscriber (expected: one in all)");
        }
    }
}
