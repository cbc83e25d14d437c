package dev.tidings.hubclient;

import static dev.tidings.hubclient.Publishing.QUICK;
import static dev.tidings.hubclient.Publishing.await;
import static dev.tidings.hubclient.Publishing.client;
import static dev.tidings.hubclient.Publishing.event;
import static dev.tidings.hubclient.Publishing.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong on the way is made good, under one key, or told. */
@Timeout(60)
class SentAgainTest {

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
                assertThat(request.data()).containsExactly(String.valueOf(i / 3));
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
        assertPublishedUnderOneKey(script);
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

    private static void assertPublishedUnderOneKey(RawHub.Script script) {
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            assertThat(await(client.publish(event(0))).position()).isEqualTo(7);
            assertThat(hub.requests().stream().map(RawHub.Request::key).distinct())
                    .hasSize(1);
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
        assertPublishedUnderOneKey(script);
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
}
