package dev.tidings.hubclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever goes wrong with one request, its events are told of it, and those behind it are published. */
@Timeout(60)
class WedgeTest {

    private static final PublishLimits QUICK = PublishLimits.DEFAULT
            .withPauses(Duration.ofMillis(1), Duration.ofMillis(20))
            .withClosing(Duration.ZERO);

    private static final Event EVENT = Event.of("note", "1");

    private static HubClientBuilder client(RawHub hub) {
        return HubClient.builder(hub.uri()).publishLimits(QUICK);
    }

    private static RawHub hub() {
        return RawHub.start((request, reply) -> reply.ids(7, request.events().size()));
    }

    /** A wedged client fails a test and does not hold it up. */
    private static EventId end(CompletionStage<EventId> stage) {
        return stage.toCompletableFuture()
                .copy()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static void assertPublished(CompletionStage<EventId> stage) {
        assertThat(end(stage)).isEqualTo(new EventId("abcdefgh", 7));
    }

    private static void assertFails(CompletionStage<EventId> stage, String why) {
        assertThatThrownBy(() -> end(stage))
                .hasCauseInstanceOf(PublishException.class)
                .hasMessageContaining(why);
    }

    /** Throws what nobody has declared. */
    @SuppressWarnings("unchecked") // the point of it
    private static <T extends Throwable> RuntimeException undeclared(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void aTokenThatFailsUndeclaredIsAskedForLater() {
        AtomicInteger tokens = new AtomicInteger();
        try (RawHub hub = hub();
                HubClient client = client(hub)
                        .token(() -> {
                            if (tokens.incrementAndGet() == 1) {
                                throw WedgeTest.<RuntimeException>undeclared(new IOException("away"));
                            }
                            return "t";
                        })
                        .build()) {
            assertPublished(client.publish(EVENT));
            assertThat(tokens).hasValue(2);
        }
    }

    @Test
    void anErrorOfTheSupplierOfTokensEndsItsRequestAndNoOther() {
        AtomicInteger tokens = new AtomicInteger();
        try (RawHub hub = hub();
                HubClient client = client(hub)
                        .token(() -> {
                            if (tokens.incrementAndGet() == 1) {
                                throw new NoClassDefFoundError("com/example/Tokens");
                            }
                            return "t";
                        })
                        .build()) {
            assertFails(
                    client.publish(EVENT), "it was not published: java.lang.NoClassDefFoundError: com/example/Tokens");
            assertPublished(client.publish(EVENT));
        }
    }

    @Test
    void anHttpClientThatTakesNoWorkEndsItsRequestAndNoOther() {
        AtomicBoolean full = new AtomicBoolean(true);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(task -> {
                    if (full.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    threads.execute(task);
                })
                .build();
        PublishLimits hasty = QUICK.withAttempt(Duration.ofSeconds(2)).withTotal(Duration.ofSeconds(2));
        try (RawHub hub = hub();
                HubClient client =
                        client(hub).httpClient(http).publishLimits(hasty).build()) {
            assertFails(client.publish(EVENT), "");
            full.set(false);
            assertPublished(client.publish(EVENT));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anExecutorThatRefusesARetryEndsItsRequestAndNoOther() {
        AtomicBoolean full = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger refusals = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        RawHub.Script script = (request, reply) -> {
            if (asked.getAndIncrement() == 0) {
                reply.problem(503, "", "");
            } else {
                reply.ids(7, 1);
            }
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub)
                        .executor(task -> {
                            // The first begins, the second takes the answer, the third is the retry.
                            if (full.get() || refusals.incrementAndGet() == 3) {
                                throw new RejectedExecutionException("full");
                            }
                            threads.execute(task);
                        })
                        .build()) {
            assertFails(client.publish(EVENT), "RejectedExecutionException: full");
            assertPublished(client.publish(EVENT));
            assertThat(asked).hasValue(2);

            full.set(true);
            assertFails(client.publish(EVENT), "the executor takes no work: ");
            full.set(false);
            assertPublished(client.publish(EVENT));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aPauseOfThousandsOfYearsIsNotWaitedFor() {
        AtomicInteger asked = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            if (asked.getAndIncrement() == 0) {
                reply.problem(429, "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", ",\"detail\":\"too many keys\"");
            } else {
                reply.ids(7, 1);
            }
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            assertFails(client.publish(EVENT), "1 attempt within PT2M: the hub answered 429: too many keys");
            assertPublished(client.publish(EVENT));
        }
    }
}
