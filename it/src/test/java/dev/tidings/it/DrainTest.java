package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.server.DrainPeriods;
import dev.tidings.server.SseServer;
import dev.tidings.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that is stopped: those who are connected are told properly, those who come are told to come back. */
class DrainTest {

    private static final String EVENT = "{\"topic\":\"a\",\"data\":\"late\"}";

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_1_0", "HTTP_2"})
    void refusesNewStreamsAndServesTheOthersToTheirEnd(Protocol protocol) throws Exception {
        DrainPeriods periods = new DrainPeriods(Duration.ofSeconds(1), Duration.ofMillis(200));
        try (RunningHub hub = RunningHub.start(settings -> settings.drain(periods));
                RawClient open = hub.connect(protocol).send(protocol.get("/sse"));
                RawClient idle = hub.connect().send(Protocol.HTTP_1_1.get("/health/ready"))) {
            open.readHead();
            RawStream stream = open.stream(protocol);
            stream.nextBlock();
            assertThat(idle.readResponse().status()).isEqualTo(200);
            CompletableFuture<Void> closing =
                    CompletableFuture.runAsync(() -> hub.server().close());
            Await.until("not ready", () -> !hub.server().isReady());

            try (RawClient late = hub.connect(protocol).send(protocol.get("/sse"));
                    RawClient publisher =
                            hub.connect().send(Protocol.HTTP_1_1.post("/events", "application/json", EVENT))) {
                RawClient.Response answer = late.readResponse();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
                assertThat(answer.body()).matches("retry: [123][0-9]{3}\n\n");
                late.awaitEnd();
                assertThat(publisher.readResponse().status()).isEqualTo(200);
                assertThat(stream.nextBlock()).contains("late");
            }
            idle.send(Protocol.HTTP_1_1.get("/health/live"));
            assertThat(idle.readResponse().status()).isEqualTo(200);
            idle.send(Protocol.HTTP_1_1.get("/health/ready"));
            RawClient.Response readiness = idle.readResponse();
            assertThat(readiness.status()).isEqualTo(503);
            assertThat(readiness.header("Retry-After")).isNotEmpty();

            assertThat(stream.endsProperly()).isTrue();
            open.awaitEnd();
            idle.awaitEnd();
            closing.get(10, TimeUnit.SECONDS);
            assertThat(hub.server().connections()).isZero();
        }
    }

    @Test
    void streamsEndSpreadOverThePeriodAndResumeAtTheNextServer() throws Exception {
        int count = 300;
        try (Hub hub = Hub.open()) {
            SseServer first = SseServer.builder(hub)
                    .port(0)
                    .drain(new DrainPeriods(Duration.ZERO, Duration.ofSeconds(10)))
                    .start();
            int port = first.port();
            List<RawClient> clients = new ArrayList<>();
            List<RawStream> streams = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                RawClient client = RawClient.connect(port).send(Protocol.HTTP_1_1.get("/sse"));
                client.readHead();
                clients.add(client);
                streams.add(client.stream(Protocol.HTTP_1_1));
                streams.get(i).nextBlock();
            }

            long begin = System.nanoTime();
            first.close();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);

            assertThat(millis).as("500 a second").isBetween(300L, 5_000L);
            assertThat(streams).allMatch(RawStream::endsProperly);
            clients.forEach(RawClient::close);
            EventId missed =
                    hub.publish(Event.of("a", "missed")).toCompletableFuture().get(10, TimeUnit.SECONDS);
            try (SseServer second = SseServer.builder(hub)
                            .port(port)
                            .drain(DrainPeriods.NONE)
                            .start();
                    RawClient client = RawClient.connect(second.port())
                            .send(Protocol.HTTP_1_1.get("/sse", "Last-Event-ID: " + missed.epoch() + "-0"))) {
                client.readHead();
                RawStream stream = client.stream(Protocol.HTTP_1_1);
                stream.nextBlock();
                assertThat(stream.nextBlock()).startsWith("id: " + missed + "\n");
            }
        }
    }

    @Test
    void aServerNobodyIsConnectedToStopsAtOnce() {
        try (RunningHub hub = RunningHub.start(settings -> settings.drain(DrainPeriods.DEFAULT))) {
            long begin = System.nanoTime();

            hub.server().close();

            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin))
                    .isLessThan(4);
        }
    }

    @Test
    void aPublishThatIsUnderWayIsAnswered() throws Exception {
        DrainPeriods periods = new DrainPeriods(Duration.ofMillis(200), Duration.ofSeconds(5));
        try (RunningHub hub = RunningHub.start(settings -> settings.drain(periods));
                RawClient publisher = hub.connect()) {
            String request = Protocol.HTTP_1_1.post("/events", "application/json", EVENT);
            publisher.send(request.substring(0, request.length() - 5));
            Await.until("connected", () -> hub.server().connections() == 1);
            CompletableFuture<Void> closing =
                    CompletableFuture.runAsync(() -> hub.server().close());
            Await.until("the listener is closed", () -> isRefused(hub.port()));

            publisher.send(request.substring(request.length() - 5));

            assertThat(publisher.readResponse().status()).isEqualTo(200);
            publisher.awaitEnd();
            closing.get(10, TimeUnit.SECONDS);
        }
    }

    private static boolean isRefused(int port) {
        try {
            RawClient.connect(port).close();
            return false;
        } catch (RuntimeException refused) {
            return true;
        }
    }
}
