package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.EventSource;
import dev.tidings.client.EventSourceError;
import dev.tidings.client.EventSourceError.ConnectionLost;
import dev.tidings.client.EventSourceError.UnexpectedStatus;
import dev.tidings.client.ReadyState;
import dev.tidings.client.RetryPolicy;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.sse.SseMessage;
import dev.tidings.testkit.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our client with our hub, over each protocol that both speak. */
class EventSourceTest {

    private static final RetryPolicy PROMPT =
            RetryPolicy.DEFAULT.withReconnectionTime(Duration.ofMillis(1)).withMaxDelay(Duration.ofMillis(1));

    private final RunningHub hub = RunningHub.start();

    @AfterEach
    void stop() {
        hub.close();
    }

    private enum Spoken {
        HTTP_1_1,
        HTTP_1_1_WITH_TLS,
        HTTP_2_WITH_TLS;

        URI uri(RunningHub hub, String target) {
            return this == HTTP_1_1
                    ? hub.uri(target)
                    : URI.create("https://127.0.0.1:"
                            + hub.server(Protocol.HTTP_2_TLS).port() + target);
        }

        HttpClient client() {
            return HttpClient.newBuilder()
                    .version(this == HTTP_2_WITH_TLS ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                    .sslContext(TestCertificate.trusting())
                    .build();
        }
    }

    private void awaitSubscribers(long count) {
        Await.until(
                count + " subscribers",
                () -> hub.hub()
                                .count(Subscription.of(Filter.all()))
                                .toCompletableFuture()
                                .join()
                        == count);
    }

    @ParameterizedTest
    @EnumSource
    void getsWhatIsPublishedAndLeavesNothing(Spoken spoken) {
        EventSource source = EventSource.builder(spoken.uri(hub, "/sse?topic=a"))
                .httpClient(spoken.client())
                .open();
        awaitSubscribers(1);
        hub.publish(Event.of("a", "1"));
        hub.publish(Event.of("b", "not mine"));
        hub.publish(Event.of("a", "2"));
        Iterator<SseMessage> messages = source.iterator();
        assertThat(messages.next().data()).isEqualTo("1");
        SseMessage second = messages.next();
        assertThat(second.data()).isEqualTo("2");
        source.close();
        awaitSubscribers(0);

        try (EventSource later = EventSource.builder(spoken.uri(hub, "/sse?topic=a"))
                .httpClient(spoken.client())
                .lastEventId(second.lastEventId())
                .open()) {
            hub.publish(Event.of("a", "3"));
            assertThat(later.iterator().next().data()).isEqualTo("3");
        }
    }

    @Test
    void aHundredSourcesShareAConnectionOfHttp2() {
        AtomicInteger received = new AtomicInteger();
        HttpClient client = Spoken.HTTP_2_WITH_TLS.client();
        List<EventSource> sources = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                sources.add(EventSource.builder(Spoken.HTTP_2_WITH_TLS.uri(hub, "/sse?topic=a&topic=n" + i))
                        .httpClient(client)
                        .onMessage(message -> received.incrementAndGet())
                        .open());
            }
            awaitSubscribers(100);
            hub.publish(Event.of("a", "for all"));
            hub.publish(Event.of("n42", "for one"));
            Await.until("all have it", () -> received.get() == 101);
            sources.get(0).close();
            awaitSubscribers(99);
            hub.publish(Event.of("a", "for the others"));
            Await.until("the others have it", () -> received.get() == 200);
        } finally {
            sources.forEach(EventSource::close);
        }
        awaitSubscribers(0);
    }

    @Test
    void resumesOverHttp2WhereAServerLeftIt() {
        Queue<EventSourceError> errors = new ConcurrentLinkedQueue<>();
        try (EventSource source = EventSource.builder(Spoken.HTTP_2_WITH_TLS.uri(hub, "/sse?topic=a"))
                .httpClient(Spoken.HTTP_2_WITH_TLS.client())
                .retryPolicy(PROMPT)
                .onError(errors::add)
                .open()) {
            awaitSubscribers(1);
            hub.publish(Event.of("a", "1"));
            Iterator<SseMessage> messages = source.iterator();
            assertThat(messages.next().data()).isEqualTo("1");
            hub.hub().disconnect(subscriber -> true);
            assertThat(messages.next().type()).isEqualTo("tidings.closed");
            hub.publish(Event.of("a", "2"));
            assertThat(messages.next().data()).isEqualTo("2");
            assertThat(errors).isNotEmpty().allMatch(EventSourceError::willReconnect);
        }
    }

    @Test
    void aRefusalSaysWhatIsWrong() {
        Queue<EventSourceError> errors = new ConcurrentLinkedQueue<>();
        try (EventSource source = EventSource.builder(hub.uri("/sse?topic=a..b"))
                .onError(errors::add)
                .open()) {
            Await.until("it is refused", () -> !errors.isEmpty());
            UnexpectedStatus error = (UnexpectedStatus) errors.element();
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.body()).contains("\"detail\"");
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsAnErrorAndNoStream() {
        Queue<EventSourceError> errors = new ConcurrentLinkedQueue<>();
        try (EventSource source = EventSource.builder(Spoken.HTTP_2_WITH_TLS.uri(hub, "/sse?topic=a"))
                .onError(errors::add)
                .open()) {
            Await.until("it is refused", () -> !errors.isEmpty());
            assertThat(errors.element()).isInstanceOf(ConnectionLost.class);
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
        awaitSubscribers(0);
    }
}
