package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.server.ServerLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several requests on one connection, and requests that do not come to their end. */
class KeepAliveTest {

    private static final String EVENT = "{\"topic\":\"a\",\"data\":1}";
    private static final Protocol HTTP = Protocol.HTTP_1_1;

    private RunningHub hub;

    @BeforeEach
    void start() {
        ServerLimits limits = ServerLimits.DEFAULT.withTimeouts(
                Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(600));
        hub = RunningHub.start(settings -> settings.limits(limits));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void pipelinedPublishesAreAnsweredInOrder() {
        int requests = 100;
        try (RawClient client = hub.connect()) {
            client.send(HTTP.post("/events", "application/json", EVENT).repeat(requests));

            for (int i = 1; i <= requests; i++) {
                RawClient.Response answer = client.readResponse();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).endsWith("-" + i + "\"}");
            }
        }
    }

    @Test
    void aRefusalDoesNotEndTheConnectionWhenTheRequestIsWhole() {
        try (RawClient client = hub.connect()) {
            client.send(HTTP.post("/events", "application/json", "{"));
            client.send(HTTP.post("/events", "application/x-ndjson", "{"));
            client.send(HTTP.get("/nowhere"));
            client.send(HTTP.post("/events", "application/json", EVENT));

            assertThat(client.readResponse().status()).isEqualTo(400);
            assertThat(client.readResponse().status()).isEqualTo(400);
            assertThat(client.readResponse().status()).isEqualTo(404);
            assertThat(client.readResponse().status()).isEqualTo(200);
        }
    }

    @Test
    void everyCutOfARequestIsTheSameRequest() {
        String request = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"top\r\n11\r\nic\":\"a\",\"data\":1}\r\n0\r\n\r\n";
        try (RawClient client = hub.connect()) {
            for (int cut = 1; cut < request.length(); cut++) {
                client.send(request.substring(0, cut)).send(request.substring(cut));

                assertThat(client.readResponse().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void theBodyIsAskedForOnlyIfItIsWanted() {
        String head = "POST /events HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: ";
        try (RawClient client = hub.connect()) {
            client.send(head + "application/json\r\nContent-Length: " + EVENT.length() + "\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(100);
            client.send(EVENT);
            assertThat(client.readResponse().status()).isEqualTo(200);

            client.send(head + "text/plain\r\nContent-Length: " + EVENT.length() + "\r\n\r\n");
            assertThat(client.readResponse().status()).isEqualTo(415);
            client.awaitEnd();
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() {
        try (RawClient client = hub.connect()) {
            client.send("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 8388609\r\n\r\n");

            assertThat(client.readResponse().status()).isEqualTo(413);
        }
    }

    @Test
    void aBodyThatTurnsOutTooLargeIsRefused() {
        try (RunningHub patient = RunningHub.start();
                RawClient client = patient.connect()) {
            client.send("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n");
            byte[] mib = new byte[1 << 20];
            for (int i = 0; i < 8; i++) {
                client.send("100000\r\n").send(mib).send("\r\n");
            }
            client.send("1\r\n1\r\n");

            assertThat(client.readResponse().status()).isEqualTo(413);
        }
    }

    @Test
    void anOldClientIsAnsweredAndCutOff() {
        try (RawClient client = hub.connect()) {
            client.send(Protocol.HTTP_1_0.post("/events", "application/json", EVENT));

            assertThat(client.readResponse().status()).isEqualTo(200);
            client.awaitEnd();
        }
    }

    @Test
    void aClientThatEndsItsOutputIsStillAnswered() {
        try (RawClient client = hub.connect()) {
            client.send(HTTP.post("/events", "application/json", EVENT).repeat(3))
                    .endOutput();

            for (int i = 0; i < 3; i++) {
                assertThat(client.readResponse().status()).isEqualTo(200);
            }
            client.awaitEnd();
        }
    }

    @Test
    void halfAHeadAndThenSilence() {
        try (RawClient client = hub.connect().send("GET /sse HTTP/1.1\r\nHo")) {
            assertThat(client.readResponse().status()).isEqualTo(408);
        }
    }

    @Test
    void halfABodyAndThenSilence() {
        try (RawClient client = hub.connect()) {
            client.send("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{");

            assertThat(client.readResponse().status()).isEqualTo(408);
        }
    }

    @Test
    void aConnectionWithoutARequestIsEnded() {
        try (RawClient client = hub.connect()) {
            client.awaitEnd();
        }
        try (RawClient client = hub.connect().send(HTTP.get("/health/live"))) {
            assertThat(client.readResponse().status()).isEqualTo(200);
            client.awaitEnd();
        }
    }

    @Test
    void aStreamHasNoSuchDeadline() {
        try (RawClient client = hub.connect().send(HTTP.get("/sse"));
                RawClient idle = hub.connect().send(HTTP.get("/health/live"))) {
            client.readHead();
            RawStream stream = client.stream(HTTP);
            stream.nextBlock();
            idle.awaitEnd();

            hub.publish(Event.of("a", "still here"));

            assertThat(stream.nextBlock()).contains("still here");
        }
    }
}
