package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.log.LogFullException;
import dev.tidings.server.DrainPeriods;
import dev.tidings.testkit.Await;
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
    /** As many publishes of one connection wait for the log at once. */
    private static final int TOGETHER = 16;

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
    void pipelinedPublishesWaitForTheLogTogetherInTheirOrder() {
        int requests = 500;
        try (RawClient publisher = hub.connect()) {
            publisher.send(HTTP.post("/events", "application/json", EVENT).repeat(requests));
            for (int i = 1; i <= requests; i++) {
                int left = requests - i + 1;
                Await.until("appends", () -> log.waiting() == Math.min(TOGETHER, left));
                log.letOneGo();
                assertThat(publisher.readResponse().body()).endsWith("-" + i + "\"}");
            }
        }
    }

    @Test
    void whoeverIsAnsweredAtOnceIsAnsweredInTurn() {
        try (RawClient publisher = hub.connect()) {
            publisher.send(HTTP.post("/events", "application/json", EVENT)
                    + HTTP.post("/events", "application/json", "{")
                    + HTTP.post("/events", "application/json", EVENT));
            Await.until("appends", () -> log.waiting() == 2);

            log.failOne(new LogFullException("full"));
            log.letOneGo();

            assertThat(publisher.readResponse().status()).isEqualTo(503);
            assertThat(publisher.readResponse().status()).isEqualTo(400);
            assertThat(publisher.readResponse().body()).endsWith("-1\"}");
        }
    }

    @Test
    void whatReadsWaitsForThePublishesBeforeIt() {
        try (RawClient client = hub.connect()) {
            client.send(HTTP.post("/events", "application/json", EVENT) + HTTP.get("/events?topic=a&last=1"));
            Await.until("an append", () -> log.waiting() == 1);

            log.letOneGo();

            String id = client.readResponse().body().replaceAll(".*:\"|\"}", "");
            assertThat(client.readHead().status()).isEqualTo(200);
            RawStream stream = client.stream(HTTP);
            assertThat(stream.nextBlock()).contains("retry: ");
            assertThat(stream.nextBlock()).contains("id: " + id + "\n");
        }
    }

    @Test
    void aRequestThatEndsTheConnectionIsAnsweredBehindThoseBeforeIt() {
        try (RawClient publisher = hub.connect()) {
            publisher.send(HTTP.post("/events", "application/json", EVENT).repeat(2) + "NONSENSE\r\n\r\n");
            Await.until("appends", () -> log.waiting() == 2);

            log.letAllGo();

            assertThat(publisher.readResponse().body()).endsWith("-1\"}");
            assertThat(publisher.readResponse().body()).endsWith("-2\"}");
            assertThat(publisher.readResponse().status()).isEqualTo(400);
            publisher.awaitEnd();
        }
    }

    @Test
    void whoSaysThatNothingMoreComesGetsAllAnswers() {
        try (RawClient publisher = hub.connect()) {
            publisher
                    .send(HTTP.post("/events", "application/json", EVENT).repeat(3))
                    .endOutput();
            Await.until("appends", () -> log.waiting() == 3);

            log.letAllGo();

            for (int i = 1; i <= 3; i++) {
                assertThat(publisher.readResponse().body()).endsWith("-" + i + "\"}");
            }
            publisher.awaitEnd();
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
    void aDrainWaitsForTheAnswers() throws Exception {
        String requests = HTTP.post("/events", "application/json", EVENT).repeat(2);
        try (RawClient publisher = hub.connect().send(requests)) {
            Await.until("appends", () -> log.waiting() == 2);
            CompletableFuture<Void> closing =
                    CompletableFuture.runAsync(() -> hub.server().close());
            Await.until("draining", () -> !hub.server().isReady());

            log.letAllGo();

            assertThat(publisher.readResponse().status()).isEqualTo(200);
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
