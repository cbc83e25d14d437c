package dev.tidings.hubclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is published comes to the hub in order, and what goes wrong on the way is made good or told. */
@Timeout(60)
class PublishTest {

    private static final PublishLimits QUICK =
            PublishLimits.DEFAULT.withPauses(Duration.ofMillis(1), Duration.ofMillis(20));

    private static Event event(int number) {
        return Event.of("note", String.valueOf(number));
    }

    private static HubClientBuilder client(RawHub hub) {
        return HubClient.builder(hub.uri()).publishLimits(QUICK);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static <T extends PublishException> T failure(CompletionStage<?> stage, Class<T> type) {
        try {
            throw new AssertionError("published: " + await(stage));
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(type);
            return type.cast(e.getCause());
        }
    }

    private static List<String> data(RawHub.Request request) {
        List<String> data = new ArrayList<>();
        for (JsonNode event : JsonMapper.shared().readTree(request.body())) {
            data.add(event.get("data").asString());
        }
        return data;
    }

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
            assertThat(data(hub.requests().get(1))).isEqualTo(numbers(1, 500));
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
            stages.forEach(PublishTest::await);

            List<String> sent = new ArrayList<>();
            for (RawHub.Request request : hub.requests()) {
                assertThat(request.body().length()).isLessThanOrEqualTo(2_000);
                assertThat(request.events()).hasSizeLessThanOrEqualTo(10);
                data(request).forEach(data -> sent.add(data.strip()));
            }
            assertThat(sent).isEqualTo(numbers(0, 100));
        }
    }

    @Test
    void eachRequestHasAKeyOfItsOwnAndKeepsItWhenItIsSentAgain() {
        AtomicInteger asked = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            if (asked.incrementAndGet() % 3 == 0) {
                reply.ids(0, request.events().size());
            } else {
                reply.reset();
            }
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            for (int i = 0; i < 5; i++) {
                await(client.publish(event(i)));
            }

            Set<String> keys = new HashSet<>();
            for (int i = 0; i < 15; i++) {
                RawHub.Request request = hub.requests().get(i);
                assertThat(data(request)).containsExactly(String.valueOf(i / 3));
                keys.add(i / 3 + " " + request.key());
            }
            assertThat(keys).hasSize(5);
            assertThat(keys.stream().map(key -> key.substring(2)).distinct())
                    .hasSize(5)
                    .doesNotContain("");
        }
    }

    @Test
    void anAnswerThatIsCutOffIsAskedForAgain() {
        AtomicInteger asked = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            String ids = RawHub.Reply.idList(7, 1);
            switch (asked.getAndIncrement()) {
                case 0 -> reply.reset();
                case 1 -> {
                    reply.raw("HTTP/1.1 200 OK\r\nContent-Le");
                    reply.socket().close();
                }
                case 2 -> {
                    reply.raw("HTTP/1.1 200 OK\r\nContent-Length: " + ids.length() + "\r\n\r\n" + ids.substring(0, 9));
                    reply.socket().close();
                }
                default -> reply.ids(7, 1);
            }
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            assertThat(await(client.publish(event(0))).position()).isEqualTo(7);
            assertThat(hub.requests().stream().map(RawHub.Request::key).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForForEver() {
        AtomicInteger asked = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            switch (asked.getAndIncrement()) {
                case 0 -> reply.awaitEnd();
                case 1 -> {
                    reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{");
                    reply.awaitEnd();
                }
                default -> reply.ids(7, 1);
            }
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub)
                        .publishLimits(QUICK.withAttempt(Duration.ofMillis(200)))
                        .build()) {
            assertThat(await(client.publish(event(0))).position()).isEqualTo(7);
            assertThat(hub.requests()).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aHubThatIsStoppingOrTooBusyIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            switch (asked.getAndIncrement()) {
                case 0 -> reply.problem(503, "Retry-After: 0\r\n", ",\"detail\":\"the hub is stopping\"");
                case 1 -> reply.problem(429, "Retry-After: 1\r\n", ",\"detail\":\"too many keys\"");
                case 2 -> reply.send(502, "Content-Type: text/html\r\n", "<html>Bad Gateway</html>");
                case 3 -> reply.problem(408, "Connection: close\r\n", "");
                default -> reply.ids(7, 1);
            }
        };
        List<PublishRetry> retries = new CopyOnWriteArrayList<>();
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).onRetry(retries::add).build()) {
            long beganNanos = System.nanoTime();
            assertThat(await(client.publish(event(0))).position()).isEqualTo(7);
            assertThat(retries).extracting(PublishRetry::attempts).containsExactly(1, 2, 3, 4);
            assertThat(retries.get(0).why()).isEqualTo("the hub answered 503: the hub is stopping");
            assertThat(retries.get(1).in()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(Duration.ofNanos(System.nanoTime() - beganNanos)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(hub.requests()).hasSize(5);
        }
    }

    @Test
    void garbageIsNoAnswer() {
        AtomicInteger asked = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            switch (asked.getAndIncrement()) {
                case 0 -> reply.raw("\u0000\u0001SSH-2.0-OpenSSH\r\n\r\n");
                case 1 -> reply.send(200, "Content-Type: text/html\r\n", "<html>Please sign in to this network</html>");
                case 2 -> reply.send(200, "", "{\"ids\":[\"abcdefgh-1\",\"abcdefgh-2\"]}");
                case 3 -> reply.send(200, "", "{\"ids\":{\"a\":[[[");
                case 4 -> reply.send(200, "", "");
                case 5 -> reply.send(200, "", "x".repeat(3 << 20));
                default -> reply.ids(7, 1);
            }
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            assertThat(await(client.publish(event(0))).position()).isEqualTo(7);
            assertThat(hub.requests().stream().map(RawHub.Request::key).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void aTokenIsAskedForEachTimeAndOnceMoreIfItIsRefused() {
        AtomicInteger tokens = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            String token = request.fields().get("authorization");
            if (token.equals("Bearer 2") || token.equals("Bearer 3")) {
                reply.ids(7, 1);
            } else {
                reply.problem(401, "WWW-Authenticate: Bearer\r\n", ",\"detail\":\"the token has expired\"");
            }
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub)
                        .token(() -> String.valueOf(tokens.incrementAndGet()))
                        .build()) {
            assertThat(await(client.publish(event(0))).position()).isEqualTo(7);
            assertThat(await(client.publish(event(1))).position()).isEqualTo(7);
            EventRefusedException refused = failure(client.publish(event(2)), EventRefusedException.class);

            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused).hasMessageContaining("the token has expired");
            assertThat(refused.mayBePublished()).isFalse();
            assertThat(tokens).hasValue(5);
        }
    }

    @Test
    void aTokenThatCannotBeHadIsAskedForLater() {
        AtomicInteger tokens = new AtomicInteger();
        try (RawHub hub = RawHub.start((request, reply) -> reply.ids(7, 1));
                HubClient client = client(hub)
                        .token(() -> {
                            if (tokens.incrementAndGet() < 3) {
                                throw new IllegalStateException("the identity provider is away");
                            }
                            return "t";
                        })
                        .build()) {
            assertThat(await(client.publish(event(0))).position()).isEqualTo(7);
            assertThat(hub.requests()).hasSize(1);
        }
    }

    /** Refuses a request in which an event is wrong, as a hub does it. @param named whether it says which one */
    private static RawHub.Script refusing(Set<String> wrong, int status, boolean named) {
        AtomicInteger position = new AtomicInteger();
        return (request, reply) -> {
            List<String> data = data(request);
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
            assertThat(hub.requests().stream().map(PublishTest::data))
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
    void whenItsTimeIsOverAnEventFailsAndSaysWhetherItMayBePublished() {
        PublishLimits hasty = QUICK.withTotal(Duration.ofSeconds(2));
        try (RawHub cutting = RawHub.start((request, reply) -> reply.reset());
                RawHub busy = RawHub.start((request, reply) -> reply.problem(429, "", ",\"detail\":\"too many\""));
                HubClient toCutting = client(cutting).publishLimits(hasty).build();
                HubClient toBusy = client(busy).publishLimits(hasty).build();
                HubClient toNobody = HubClient.builder(URI.create("http://127.0.0.1:1"))
                        .publishLimits(hasty)
                        .build()) {
            CompletionStage<EventId> cut = toCutting.publish(event(0));
            CompletionStage<EventId> toldToWait = toBusy.publish(event(0));
            CompletionStage<EventId> nowhere = toNobody.publish(event(0));
            PublishException doubtful = failure(cut, PublishException.class);
            PublishException refused = failure(toldToWait, PublishException.class);
            PublishException unsent = failure(nowhere, PublishException.class);

            assertThat(doubtful.mayBePublished()).isTrue();
            assertThat(doubtful).hasMessageStartingWith("it may or may not have been published: ");
            assertThat(refused.mayBePublished()).isFalse();
            assertThat(refused).hasMessageStartingWith("it was not published: ").hasMessageEndingWith("too many");
            assertThat(unsent.mayBePublished()).isFalse();
            assertThat(unsent).hasMessageContaining("cannot connect");
        }
    }

    @Test
    void aPauseThatIsLongerThanItsTimeIsNotWaitedFor() {
        RawHub.Script script =
                (request, reply) -> reply.problem(429, "Retry-After: 3600\r\n", ",\"detail\":\"too many keys\"");
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            assertThat(failure(client.publish(event(0)), PublishException.class))
                    .hasMessageContaining("1 attempt within PT2M: the hub answered 429: too many keys");
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
            stages.forEach(PublishTest::await);

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
            stages.forEach(PublishTest::await);
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
