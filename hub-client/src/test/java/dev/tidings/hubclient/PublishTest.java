package dev.tidings.hubclient;

import static dev.tidings.hubclient.Publishing.QUICK;
import static dev.tidings.hubclient.Publishing.await;
import static dev.tidings.hubclient.Publishing.client;
import static dev.tidings.hubclient.Publishing.event;
import static dev.tidings.hubclient.Publishing.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** What is published comes to the hub in order; what is refused fails alone; what is too much is told. */
@Timeout(60)
class PublishTest {

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    /** Answers the first request when it is told to, and so has others queue up; and each as a hub does. */
    private static RawHub.Script holdingTheFirst(CountDownLatch go) {
        AtomicInteger position = new AtomicInteger();
        return (request, reply) -> {
            if (position.get() == 0) {
                go.await();
            }
            int events = request.events().size();
            reply.ids(position.getAndAdd(events), events);
        };
    }

    @Test
    void anEventIsSentAsItIs() {
        Event event = Event.of("filter.verified", "{\"text\": \"two\nlines, \u00e4\"}")
                .with("email", "ann@example.com")
                .with("user", "6", "7")
                .withType("greeting");
        try (RawHub hub = RawHub.start((request, reply) -> reply.ids(3, 1));
                HubClient client = client(hub).build()) {
            assertThat(await(client.publish(event))).isEqualTo(new EventId("abcdefgh", 3));

            RawHub.Request request = hub.requests().get(0);
            assertThat(request.line()).isEqualTo("POST /events HTTP/1.1");
            assertThat(request.fields()).containsEntry("content-type", "application/json");
            assertThat(request.fields()).doesNotContainKey("authorization");
            assertThat(JsonMapper.shared().readTree(request.body()))
                    .isEqualTo(JsonMapper.shared().readTree("""
                            [{"topic": "filter.verified",
                              "attributes": {"email": "ann@example.com", "user": ["6", "7"]},
                              "type": "greeting", "data": "{\\"text\\": \\"two\\nlines, \u00e4\\"}"}]"""));
        }
    }

    @Test
    void aHubMayHaveAPathBeforeItsOwn() {
        try (RawHub hub = RawHub.start((request, reply) -> reply.ids(0, 1));
                HubClient client =
                        HubClient.builder(hub.uri().resolve("/tidings/")).build()) {
            await(client.publish(event(0)));

            assertThat(hub.requests().get(0).line()).isEqualTo("POST /tidings/events HTTP/1.1");
        }
    }

    @Test
    void whatQueuesUpGoesInOneRequestInOrder() {
        CountDownLatch go = new CountDownLatch(1);
        try (RawHub hub = RawHub.start(holdingTheFirst(go));
                HubClient client = client(hub).build()) {
            List<CompletionStage<EventId>> stages = new ArrayList<>();
            stages.add(client.publish(event(0)));
            while (hub.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            for (int i = 1; i < 500; i++) {
                stages.add(client.publish(event(i)));
            }
            go.countDown();

            for (int i = 0; i < 500; i++) {
                assertThat(await(stages.get(i)).position()).isEqualTo(i);
            }
            assertThat(hub.requests()).hasSize(2);
            assertThat(hub.requests().get(1).data()).isEqualTo(numbers(1, 500));
        }
    }

    @Test
    void aRequestIsBoundedByEventsAndByBytes() {
        CountDownLatch go = new CountDownLatch(1);
        PublishLimits small = QUICK.withBatch(10, 2_000);
        try (RawHub hub = RawHub.start(holdingTheFirst(go));
                HubClient client = client(hub).publishLimits(small).build()) {
            List<CompletionStage<EventId>> stages = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                stages.add(client.publish(i < 50 ? event(i) : Event.of("note", i + " ".repeat(600))));
            }
            go.countDown();
            stages.forEach(Publishing::await);

            List<String> sent = new ArrayList<>();
            for (RawHub.Request request : hub.requests()) {
                assertThat(request.body().length()).isLessThanOrEqualTo(2_000);
                assertThat(request.events()).hasSizeLessThanOrEqualTo(10);
                request.data().forEach(data -> sent.add(data.strip()));
            }
            assertThat(sent).isEqualTo(numbers(0, 100));
        }
    }

    private static RawHub.Script refusing(Set<String> wrong, int status, boolean named) {
        AtomicInteger position = new AtomicInteger();
        return (request, reply) -> {
            List<String> data = request.data();
            for (int i = 0; i < data.size(); i++) {
                if (wrong.contains(data.get(i))) {
                    String line = named ? ",\"line\":" + (i + 1) + ",\"column\":3" : "";
                    reply.problem(
                            status,
                            "",
                            ",\"detail\":\"event " + (i + 1) + " of the array, line " + (i + 1)
                                    + ", column 3: topic: 'a..b' (expected: a topic)\"" + line);
                    return;
                }
            }
            reply.ids(position.getAndAdd(data.size()), data.size());
        };
    }

    private static void assertOnlyTheWrongOnesFail(int status, boolean named) {
        CountDownLatch go = new CountDownLatch(1);
        Set<String> wrong = Set.of("1", "5", "6", "31", "99");
        RawHub.Script refusing = refusing(wrong, status, named);
        RawHub.Script script = (request, reply) -> {
            go.await();
            refusing.answer(request, reply);
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            List<CompletionStage<EventId>> stages = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                stages.add(client.publish(event(i)));
            }
            go.countDown();

            long last = -1;
            for (int i = 0; i < 100; i++) {
                if (wrong.contains(String.valueOf(i))) {
                    EventRefusedException refused = failure(stages.get(i), EventRefusedException.class);
                    assertThat(refused.status()).isEqualTo(status);
                    assertThat(refused)
                            .hasMessage("the hub refuses it with " + status + ": topic: 'a..b' (expected: a topic)");
                } else {
                    assertThat(await(stages.get(i)).position()).isEqualTo(++last);
                }
            }
            assertThat(hub.requests().stream().map(RawHub.Request::key))
                    .as("what is sent anew is sent under another key")
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void anEventThatTheHubNamesIsRefusedAlone() {
        assertOnlyTheWrongOnesFail(400, true);
        assertOnlyTheWrongOnesFail(403, true);
    }

    @Test
    void anEventThatNobodyNamesIsFoundAndRefusedAlone() {
        assertOnlyTheWrongOnesFail(413, false);
        assertOnlyTheWrongOnesFail(422, false);
    }

    @Test
    void aListIsSentByItselfAndRefusedWhole() {
        CountDownLatch go = new CountDownLatch(1);
        RawHub.Script refusing = refusing(Set.of("4"), 400, true);
        RawHub.Script script = (request, reply) -> {
            go.await();
            refusing.answer(request, reply);
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            CompletionStage<EventId> before = client.publish(event(0));
            CompletionStage<List<EventId>> list = client.publish(List.of(event(1), event(2)));
            CompletionStage<List<EventId>> wrong = client.publish(List.of(event(3), event(4), event(5)));
            CompletionStage<EventId> behind = client.publish(event(6));
            go.countDown();

            assertThat(await(before).position()).isZero();
            assertThat(await(list).stream().map(EventId::position)).containsExactly(1L, 2L);
            assertThat(failure(wrong, EventRefusedException.class))
                    .hasMessageContaining("event 2 of the array, line 2, column 3: topic");
            assertThat(await(behind).position()).isEqualTo(3);
            assertThat(hub.requests().stream().map(RawHub.Request::data))
                    .containsExactly(numbers(0, 1), numbers(1, 3), numbers(3, 6), numbers(6, 7));
        }
    }

    @Test
    void whatIsRefusedThoughNoEventIsAtFaultFailsAtOnce() {
        try (RawHub hub = RawHub.start((request, reply) -> reply.problem(404, "", ",\"detail\":\"no such path\""));
                HubClient client = client(hub).build()) {
            EventRefusedException refused = failure(client.publish(event(0)), EventRefusedException.class);

            assertThat(refused).hasMessage("the hub refuses it with 404: no such path");
            assertThat(hub.requests()).hasSize(1);
        }
    }

    @Test
    void whatIsTooMuchIsRefusedAtOnceAndTakenAgainWhenThereIsRoom() {
        CountDownLatch go = new CountDownLatch(1);
        try (RawHub hub = RawHub.start(holdingTheFirst(go));
                HubClient client =
                        client(hub).publishLimits(QUICK.withQueueBytes(1_000)).build()) {
            List<CompletionStage<EventId>> stages = new ArrayList<>();
            HubBusyException busy = null;
            while (busy == null) {
                CompletionStage<EventId> stage = client.publish(event(stages.size()));
                if (stage.toCompletableFuture().isCompletedExceptionally()) {
                    busy = failure(stage, HubBusyException.class);
                } else {
                    stages.add(stage);
                }
            }
            assertThat(busy).hasMessageContaining("(expected: at most 1000, this one included)");
            assertThat(stages).hasSizeBetween(10, 40);
            go.countDown();
            stages.forEach(Publishing::await);

            await(client.publish(event(0)));
            await(client.publish(Event.of("note", "larger than all that may wait".repeat(100))));
        }
    }

    @Test
    void whatIsTooLargeIsNotSent() {
        try (RawHub hub = RawHub.start((request, reply) -> reply.ids(7, 1));
                HubClient client = client(hub).build()) {
            Event large = Event.of("note", "x".repeat((256 << 10) + 1));

            assertThatThrownBy(() -> await(client.publish(large)))
                    .hasRootCauseMessage("data: 262145 (expected: at most 262144 bytes)");
            assertThatThrownBy(() -> await(client.publish(List.of())))
                    .hasRootCauseMessage("events: 0 (expected: 1..1000, published whole)");
            assertThat(hub.requests()).isEmpty();
        }
    }

    @Test
    void closingWaitsForWhatWasPublishedBefore() {
        try (RawHub hub = RawHub.start((request, reply) -> {
            TimeUnit.MILLISECONDS.sleep(20);
            reply.ids(0, request.events().size());
        })) {
            List<CompletionStage<EventId>> stages = new ArrayList<>();
            HubClient client =
                    client(hub).publishLimits(QUICK.withBatch(5, 1 << 20)).build();
            for (int i = 0; i < 20; i++) {
                stages.add(client.publish(event(i)));
            }
            client.close();

            assertThat(stages).allMatch(stage -> stage.toCompletableFuture().isDone());
            stages.forEach(Publishing::await);
            assertThat(failure(client.publish(event(0)), PublishException.class))
                    .hasMessage("it was not published: the client is closed");
        }
    }

    @Test
    void closingDoesNotWaitForEverAndSaysWhatIsKnown() {
        try (RawHub hub = RawHub.start((request, reply) -> reply.awaitEnd())) {
            HubClient client = client(hub)
                    .publishLimits(QUICK.withClosing(Duration.ofMillis(100)))
                    .build();
            CompletionStage<EventId> sent = client.publish(event(0));
            while (hub.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            CompletionStage<EventId> waiting = client.publish(event(1));
            client.close();

            assertThat(failure(sent, PublishException.class).mayBePublished()).isTrue();
            assertThat(failure(waiting, PublishException.class).mayBePublished())
                    .isFalse();
        }
    }

    @Test
    void whoeverIsToldOfAnEventMayPublishAndWaitForTheNext() {
        AtomicInteger position = new AtomicInteger();
        RawHub.Script script = (request, reply) -> reply.ids(
                position.getAndAdd(request.events().size()), request.events().size());
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            CompletableFuture<EventId> second = client.publish(event(0))
                    .thenApply(id -> await(client.publish(event(1))))
                    .toCompletableFuture();

            assertThat(second.join().position()).isEqualTo(1);
        }
    }

    @Test
    void aLimitThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> PublishLimits.DEFAULT.withBatch(1_001, 1))
                .hasMessage("batchEvents: 1001 (expected: 1..1000)");
        assertThatThrownBy(() -> PublishLimits.DEFAULT.withTotal(Duration.ofMinutes(4)))
                .hasMessage("total and attempt: PT4M and PT30S (expected: at most PT4M together)");
        assertThatThrownBy(() -> HubClient.builder(URI.create("localhost:8080")))
                .hasMessage("hub: localhost:8080 (expected: http://HOST:PORT or https://HOST:PORT)");
    }
}
