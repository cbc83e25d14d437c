package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.log.LogFullException;
import dev.tidings.server.DrainPeriods;
import dev.tidings.testkit.HeldLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Publishing waits for the log, and waits for nothing else. */
class SlowLogTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;
    private static final String EVENT = "{\"topic\":\"a\",\"data\":1}";
    private static final String NDJSON_HEAD = "POST /events HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final HeldLog log = new HeldLog();
    private RunningHub hub;

    @BeforeEach
    void start() {
        log.hold();
        DrainPeriods periods = new DrainPeriods(Duration.ZERO, Duration.ofSeconds(10));
        hub = RunningHub.start(
                Hub.builder().log(log).open(),
                settings -> settings.eventLoops(1).drain(periods));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void theAnswerComesWhenTheLogHasTheEventAndOthersAreServedMeanwhile() {
        try (RawClient publisher = hub.connect().send(HTTP.post("/events", "application/json", EVENT));
                RawClient other = hub.connect()) {
            Await.until("an append", () -> log.waiting() == 1);

            other.send(HTTP.get("/health/live"));
            assertThat(other.readResponse().status()).isEqualTo(200);

            log.letOneGo();
            assertThat(publisher.readResponse().body()).matches("\\{\"id\":\"[a-z0-9]+-1\"}");
        }
    }

    @Test
    void pipelinedPublishesTakeTurns() {
        int requests = 500;
        try (RawClient publisher = hub.connect()) {
            publisher.send(HTTP.post("/events", "application/json", EVENT).repeat(requests));
            for (int i = 1; i <= requests; i++) {
                Await.until("an append", () -> log.waiting() == 1);
                log.letOneGo();
                assertThat(publisher.readResponse().body()).endsWith("-" + i + "\"}");
            }
        }
    }

    @Test
    void aStreamOfEventsIsHeldBackWhileTheLogIsBusy() {
        String line = "{\"topic\":\"a\",\"data\":\"" + "x".repeat(1000) + "\"}\n";
        String chunk = Integer.toHexString(line.length()) + "\r\n" + line + "\r\n";
        int lines = 2000;
        try (RawClient publisher = hub.connect()) {
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> publisher.send(NDJSON_HEAD + chunk.repeat(lines) + "0\r\n\r\n"));
            Await.until("an append", () -> log.waiting() == 1);
            while (!sending.isDone() || log.waiting() > 0) {
                assertThat(log.waiting()).isLessThanOrEqualTo(1);
                log.letOneGo();
                Await.until(
                        "the next append or the end",
                        () -> log.waiting() > 0 || (sending.isDone() && log.appended() == lines));
            }

            RawClient.Response answer = publisher.readResponse();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().split(",", -1)).hasSize(lines);
        }
    }

    @Test
    void anErrorInTheMiddleSaysWhatWasPublished() {
        String lines = EVENT + "\n\n" + EVENT + "\n{\"topic\":\n" + EVENT + "\n";
        try (RawClient publisher = hub.connect().send(HTTP.post("/events", "application/x-ndjson", lines))) {
            Await.until("an append", () -> log.waiting() == 1);
            log.letOneGo();

            RawClient.Response answer = publisher.readResponse();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("\"line\":4", "\"published\":2", "2 events were published");
        }
    }

    @Test
    void aFullLogIsSaidAndPasses() {
        try (RawClient publisher = hub.connect().send(HTTP.post("/events", "application/x-ndjson", EVENT))) {
            Await.until("an append", () -> log.waiting() == 1);
            log.failOne(new LogFullException("full"));

            RawClient.Response answer = publisher.readResponse();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.body()).contains("\"line\":1", "\"published\":0");

            publisher.send(HTTP.post("/events", "application/json", EVENT));
            Await.until("an append", () -> log.waiting() == 1);
            log.letOneGo();
            assertThat(publisher.readResponse().status()).isEqualTo(200);
        }
    }

    @Test
    void aPublisherThatDoesNotWaitHarmsNobody() {
        RawClient publisher = hub.connect().send(HTTP.post("/events", "application/json", EVENT));
        Await.until("an append", () -> log.waiting() == 1);
        publisher.reset();
        Await.until("gone", () -> hub.server().connections() == 0);

        log.letOneGo();

        try (RawClient next = hub.connect().send(HTTP.post("/events", "application/json", EVENT))) {
            Await.until("an append", () -> log.waiting() == 1);
            log.letOneGo();
            assertThat(next.readResponse().body()).endsWith("-2\"}");
        }
    }

    @Test
    void aDrainWaitsForTheAnswer() throws Exception {
        try (RawClient publisher = hub.connect().send(HTTP.post("/events", "application/json", EVENT))) {
            Await.until("an append", () -> log.waiting() == 1);
            CompletableFuture<Void> closing =
                    CompletableFuture.runAsync(() -> hub.server().close());
            Await.until("draining", () -> !hub.server().isReady());

            log.letOneGo();

            assertThat(publisher.readResponse().status()).isEqualTo(200);
            publisher.awaitEnd();
            closing.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void largeBodiesAreParsedElsewhereAndAnswered() {
        String event = "{\"topic\":\"a\",\"data\":\"" + "x".repeat(100) + "\"}";
        String array = "[" + (event + ",").repeat(999) + event + "]";
        try (RawClient publisher = hub.connect().send(HTTP.post("/events", "application/json", array))) {
            Await.until("an append", () -> log.waiting() == 1);
            log.letOneGo();
            assertThat(publisher.readResponse().body().split(",", -1)).hasSize(1000);

            publisher.send(HTTP.post("/events", "application/json", array.substring(1)));
            assertThat(publisher.readResponse().status()).isEqualTo(400);
        }
    }
}
