package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.ServerLimits;
import dev.tidings.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More connections than there is room for. */
class ConnectionLimitTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;

    private RunningHub hub;

    @BeforeEach
    void start() {
        hub = RunningHub.start(settings -> settings.limits(ServerLimits.DEFAULT.withConnections(2)));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private RawClient stream() {
        RawClient client = hub.connect().send(HTTP.get("/sse"));
        assertThat(client.readHead().header("Transfer-Encoding")).isEqualTo("chunked");
        client.stream(HTTP).nextBlock();
        return client;
    }

    @Test
    void streamsAreToldToComeBackAndOthersThatThereIsNoRoom() {
        RawClient first = stream();
        RawClient second = stream();
        try (RawClient third = hub.connect().send(HTTP.get("/sse"))) {
            RawClient.Response answer = third.readResponse();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).matches("retry: [123][0-9]{3}\n\n");
            third.awaitEnd();
        }
        try (RawClient third = hub.connect().send(HTTP.post("/events", "application/json", "{\"topic\":\"a\"}"))) {
            RawClient.Response answer = third.readResponse();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotEmpty();
            third.endOutput().awaitEnd();
        }
        try (RawClient third = hub.connect().send(HTTP.get("/health/live"))) {
            assertThat(third.readResponse().status()).isEqualTo(200);
        }
        first.close();
        Await.until("room", () -> hub.server().connections() < 2);
        stream().close();
        second.close();
    }
}
