package dev.tidings.hubclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.client.ReadyState;
import dev.tidings.client.RetryPolicy;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a listener is told of what a hub sends, and of what it does not. */
@Timeout(60)
class SubscribeTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    private static final String FIRST = "id: abcdefgh-1\nretry: 1\n\n";

    private final RecordingListener listener = new RecordingListener();

    /** Sends a stream to the first request and an empty one, which does not end, to others. */
    private static RawHub.Script streaming(String body) {
        AtomicInteger asked = new AtomicInteger();
        return (request, reply) -> {
            reply.raw(HEAD + FIRST);
            if (asked.getAndIncrement() == 0) {
                reply.raw(body);
                reply.socket().close();
            } else {
                reply.awaitEnd();
            }
        };
    }

    private static HubClient client(RawHub hub) {
        return HubClient.builder(hub.uri()).build();
    }

    @Test
    void eventsComeWithIdTypeAndData() throws Exception {
        String body = "id: abcdefgh-2\ndata: {\"n\":1}\n\nid: abcdefgh-4\nevent: greeting\ndata: two\ndata: lines\n\n";
        try (RawHub hub = RawHub.start(streaming(body));
                HubClient client = client(hub)) {
            client.subscribe(Filter.topic("note"), listener);

            assertThat(listener.next()).isEqualTo("open");
            assertThat(listener.next()).isEqualTo("abcdefgh-2 message: {\"n\":1}");
            assertThat(listener.next()).isEqualTo("abcdefgh-4 greeting: two\nlines");
            assertThat(listener.next()).startsWith("lost: ");
            assertThat(listener.next()).isEqualTo("open");
            assertThat(hub.requests().get(0).line()).isEqualTo("GET /events?topic=note HTTP/1.1");
            assertThat(hub.requests().get(1).fields()).containsEntry("last-event-id", "abcdefgh-4");
        }
    }

    @Test
    void aGapIsToldAlsoIfItCannotBeRead() throws Exception {
        String body = "id: abcdefgh-7\nevent: tidings.gap\n"
                + "data: {\"reason\":\"expired\",\"after\":\"abcdefgh-1\",\"earliest\":\"abcdefgh-7\"}\n\n"
                + "id: abcdefgh-8\nevent: tidings.gap\ndata: <gap/>\n\n";
        try (RawHub hub = RawHub.start(streaming(body));
                HubClient client = client(hub)) {
            client.subscribe(Filter.all(), listener);

            assertThat(listener.next()).isEqualTo("open");
            assertThat(listener.next()).isEqualTo("gap: expired after abcdefgh-1, earliest abcdefgh-7");
            assertThat(listener.next()).isEqualTo("gap: unknown after , earliest abcdefgh-8");
        }
    }

    @Test
    void theEndOfAStreamIsToldWithItsReasonIfItIsAKnownOne() throws Exception {
        String body = "event: tidings.closed\ndata: {\"reason\":\"on a whim\"}\n\n"
                + "event: tidings.closed\ndata: {\"reason\":\"behind\"}\n\n";
        try (RawHub hub = RawHub.start(streaming(body));
                HubClient client = client(hub)) {
            client.subscribe(Filter.all(), listener);

            assertThat(listener.next()).isEqualTo("open");
            assertThat(listener.next()).isEqualTo("closed: behind");
            assertThat(listener.next()).startsWith("lost: ");
        }
    }

    @Test
    void itBeginsBehindTheIdThatItIsGiven() throws Exception {
        try (RawHub hub = RawHub.start(streaming(""));
                HubClient client = client(hub)) {
            client.subscribe(SubscribeRequest.of(Filter.all()).after(new EventId("abcdefgh", 9)), listener);

            assertThat(listener.next()).isEqualTo("open");
            assertThat(hub.requests().get(0).fields()).containsEntry("last-event-id", "abcdefgh-9");
        }
    }

    /** Refuses every token but the third. */
    private static void unlessItIsTheThird(RawHub.Request request, RawHub.Reply reply) throws IOException {
        if (request.fields().getOrDefault("authorization", "").equals("Bearer 3")) {
            reply.raw(HEAD + FIRST);
            reply.awaitEnd();
        } else {
            reply.problem(401, "Retry-After: 0\r\n", ",\"detail\":\"the token has expired\"");
        }
    }

    @Test
    void aTokenThatIsRefusedIsAskedForAgain() throws Exception {
        AtomicInteger tokens = new AtomicInteger();
        RetryPolicy quick =
                RetryPolicy.DEFAULT.withRetriedStatuses(Set.of(401)).withReconnectionTime(Duration.ofMillis(1));
        try (RawHub hub = RawHub.start(SubscribeTest::unlessItIsTheThird);
                HubClient client = HubClient.builder(hub.uri())
                        .retryPolicy(quick)
                        .token(() -> String.valueOf(tokens.incrementAndGet()))
                        .build()) {
            client.subscribe(Filter.all(), listener);

            assertThat(listener.next()).isEqualTo("lost: status: 401 (expected: 200)");
            assertThat(listener.next()).isEqualTo("lost: status: 401 (expected: 200)");
            assertThat(listener.next()).isEqualTo("open");
        }
    }

    @Test
    void whoHasASupplierOfTokensComesBackAfterA401() throws Exception {
        try (RawHub hub = RawHub.start(SubscribeTest::unlessItIsTheThird);
                HubClient client =
                        HubClient.builder(hub.uri()).token(() -> "refused").build()) {
            client.subscribe(Filter.all(), listener);

            assertThat(listener.next()).isEqualTo("lost: status: 401 (expected: 200)");
        }
    }

    @Test
    void whoHasNoTokenGivesUpWhenOneIsNeeded() throws Exception {
        try (RawHub hub = RawHub.start(SubscribeTest::unlessItIsTheThird);
                HubClient client = client(hub)) {
            HubSubscription subscription = client.subscribe(Filter.all(), listener);

            assertThat(listener.next()).startsWith("given up: ");
            assertThat(subscription.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void afterTheClientIsClosedNothingIsToldAndNothingCanBeSubscribed() throws Exception {
        try (RawHub hub = RawHub.start(streaming(""))) {
            HubClient client = client(hub);
            HubSubscription subscription = client.subscribe(Filter.all(), listener);
            assertThat(listener.next()).isEqualTo("open");
            client.close();

            assertThat(subscription.readyState()).isEqualTo(ReadyState.CLOSED);
            assertThatThrownBy(() -> client.subscribe(Filter.all(), listener))
                    .hasMessage("client: closed (expected: open)");
        }
    }
}
