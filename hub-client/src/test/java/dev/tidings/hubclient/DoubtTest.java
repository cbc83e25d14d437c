package dev.tidings.hubclient;

import static dev.tidings.hubclient.Publishing.QUICK;
import static dev.tidings.hubclient.Publishing.client;
import static dev.tidings.hubclient.Publishing.event;
import static dev.tidings.hubclient.Publishing.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a failure says about an event is true: nothing that "was not published" comes to the hub, before or afterwards. */
@Timeout(60)
class DoubtTest {

    /** Ends when everything that was given to it has. */
    private static void finish(ExecutorService executor) throws InterruptedException {
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatWasNotSentWhenTheClientWasClosedIsNotSentAfterwards() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService executor = Executors.newCachedThreadPool();
        try (RawHub hub = RawHub.start((request, reply) -> reply.ids(7, 1))) {
            HubClient client = client(hub)
                    .publishLimits(QUICK.withClosing(Duration.ZERO))
                    .executor(executor)
                    .token(() -> {
                        asked.countDown();
                        uninterruptibly(go);
                        return "t";
                    })
                    .build();
            CompletionStage<EventId> stage = client.publish(event(0));
            asked.await();
            client.close();
            PublishException failure = failure(stage);
            go.countDown();
            finish(executor);

            assertThat(failure.mayBePublished()).isFalse();
            assertThat(hub.requests()).isEmpty();
        }
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aClosedClientDoesNotSayThatAnEventWasNotPublishedWhichWasSent() {
        try (RawHub hub = RawHub.start((request, reply) -> reply.awaitEnd())) {
            int told = 0;
            for (int i = 0; i < 50; i++) {
                HubClient client = client(hub)
                        .publishLimits(QUICK.withClosing(Duration.ZERO))
                        .build();
                CompletionStage<EventId> stage = client.publish(event(i));
                long until = System.nanoTime() + i * 20_000L;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                client.close();
                PublishException failure = failure(stage);
                if (failure.mayBePublished()) {
                    told++;
                } else {
                    String itsData = "\"data\":\"" + i + "\"";
                    assertThat(hub.requests())
                            .as(failure.getMessage())
                            .noneMatch(request -> request.body().contains(itsData));
                }
            }
            assertThat(told).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 413, 422})
    void aRefusalAfterADoubtLeavesTheDoubtAndNothingIsSentUnderAnotherKey(int status) {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            go.await();
            switch (asked.getAndIncrement()) {
                case 0 -> reply.ids(0, 1);
                case 1 -> reply.reset();
                case 2 -> reply.problem(status, "", ",\"detail\":\"event 2 of the array\",\"line\":2");
                default -> reply.ids(4, request.events().size());
            }
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            client.publish(event(0));
            while (hub.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            List<CompletionStage<EventId>> stages = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                stages.add(client.publish(event(i)));
            }
            go.countDown();

            for (CompletionStage<EventId> stage : stages) {
                PublishException failure = failure(stage);
                assertThat(failure.mayBePublished()).isTrue();
                assertThat(failure)
                        .hasMessage("it may or may not have been published: refused with " + status
                                + " when it was sent again: event 2 of the array");
            }
            client.publish(event(4)).toCompletableFuture().join();
            assertThat(hub.requests().stream().map(RawHub.Request::key).distinct())
                    .hasSize(3);
            assertThat(hub.requests()).hasSize(4);
        }
    }

    @Test
    void aRefusalWithoutADoubtIsCertain() {
        AtomicInteger asked = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            if (asked.getAndIncrement() == 0) {
                reply.problem(429, "", ",\"detail\":\"too many keys\"");
            } else {
                reply.problem(400, "", ",\"detail\":\"malformed\"");
            }
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            PublishException failure = failure(client.publish(event(0)));

            assertThat(failure).isInstanceOf(EventRefusedException.class);
            assertThat(failure.mayBePublished()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 206})
    void aSuccessThatIsNotAHubsIsADoubtAndAskedForAgain(int status) {
        AtomicInteger asked = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            if (asked.getAndIncrement() == 0) {
                reply.raw("HTTP/1.1 " + status + " Accepted\r\n" + (status == 204 ? "" : "Content-Length: 0\r\n")
                        + "\r\n");
            } else if (asked.get() == 2) {
                reply.ids(7, 1);
            } else {
                reply.send(202, "Retry-After: 3600\r\n", "{}");
            }
        };
        try (RawHub hub = RawHub.start(script);
                HubClient client = client(hub).build()) {
            assertThat(client.publish(event(0)).toCompletableFuture().join().position())
                    .isEqualTo(7);
            PublishException failure = failure(client.publish(event(1)));

            assertThat(failure.mayBePublished()).isTrue();
            assertThat(failure).hasMessageContaining("the hub answered 202: ");
        }
    }

    /** The time of day, that goes on by itself and when it is told to. */
    private static final class Wall implements InstantSource {
        private final AtomicLong aheadMillis = new AtomicLong();

        void advance(Duration time) {
            aheadMillis.addAndGet(time.toMillis());
        }

        @Override
        public Instant instant() {
            return Instant.now().plusMillis(aheadMillis.get());
        }
    }

    private static PublishException failureToPublish(RawHub hub, Supplier<String> token, Wall wall)
            throws InterruptedException {
        ExecutorService executor = Executors.newCachedThreadPool();
        Exchange exchange = new Exchange(SharedHttp.client(), hub.uri().resolve("/events"), token, executor);
        Publisher publisher = new Publisher(exchange, QUICK, executor, wall, retry -> {});
        PublishException failure = failure(publisher.publish(event(0)));
        finish(executor);
        return failure;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noAttemptBeginsWhenTheTimeWasOverWhileATokenWasFetched(boolean refused) throws InterruptedException {
        Wall wall = new Wall();
        AtomicInteger tokens = new AtomicInteger();
        RawHub.Script script = (request, reply) -> {
            if (refused) {
                reply.problem(401, "", "");
            } else {
                reply.reset();
            }
        };
        Supplier<String> slow = () -> {
            if (tokens.incrementAndGet() == 2) {
                wall.advance(QUICK.times().total());
            }
            return "t";
        };
        try (RawHub hub = RawHub.start(script)) {
            PublishException failure = failureToPublish(hub, slow, wall);

            assertThat(failure).hasMessageContaining("was over when attempt 2 could begin");
            assertThat(failure.mayBePublished()).isEqualTo(!refused);
            assertThat(hub.requests()).hasSize(1);
        }
    }

    @Test
    void noAttemptBeginsAfterAMachineWasSuspendedForLonger() throws InterruptedException {
        Wall wall = new Wall();
        RawHub.Script script = (request, reply) -> {
            wall.advance(QUICK.times().total());
            reply.reset();
        };
        try (RawHub hub = RawHub.start(script)) {
            PublishException failure = failureToPublish(hub, () -> "t", wall);

            assertThat(failure).hasMessageContaining("1 attempt within PT2M");
            assertThat(failure.mayBePublished()).isTrue();
            assertThat(hub.requests()).hasSize(1);
        }
    }
}
