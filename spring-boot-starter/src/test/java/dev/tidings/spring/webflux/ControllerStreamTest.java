package dev.tidings.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import dev.tidings.testkit.StreamClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client gets of a controller that returns a stream. */
class ControllerStreamTest {

    private static final String ACCEPT = "Accept: text/event-stream\r\n";

    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static StreamClient open(String path, String fields) {
        return StreamClient.open(application.port(), path, fields);
    }

    @Test
    void aStreamBeginsAtOnceWithItsPlace() {
        EventId before = application.publish("ann@example.com", "before");

        try (StreamClient client = StreamClient.connect(application.port())) {
            assertThat(client.get("/sse?email=ann@example.com", ACCEPT).readHead())
                    .isEqualTo(200);

            assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(client.header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(client.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(client.block()).matches("id: " + before + "\nretry: \\d{4}");
        }
    }

    @Test
    void eventsReachThoseTheyAreFor() {
        try (StreamClient ann = open("/sse?email=ann@example.com", ACCEPT);
                StreamClient bob = open("/later?email=bob@example.com", "")) {
            ann.block();
            bob.block();

            EventId first = application.publish("ann@example.com", "one");
            application.publish("bob@example.com", "two");
            application.publish("ann@example.com", "three");

            assertThat(ann.block()).isEqualTo("id: " + first + "\ndata: one");
            assertThat(ann.data()).isEqualTo("three");
            assertThat(bob.data()).isEqualTo("two");
        }
    }

    @Test
    void aClientThatComesBackGetsWhatItMissed() {
        String last;
        try (StreamClient client = open("/sse?email=cy@example.com", ACCEPT)) {
            last = StreamClient.field(client.block(), "id");
        }
        application.publish("cy@example.com", "missed");
        application.publish("ann@example.com", "not cy's");

        try (StreamClient back = open("/sse?email=cy@example.com", "Last-Event-ID: " + last + "\r\n")) {
            back.block();
            assertThat(back.data()).isEqualTo("missed");
            application.publish("cy@example.com", "live");
            assertThat(back.data()).isEqualTo("live");
        }
        try (StreamClient back = open("/sse?email=cy@example.com&lastEventId=" + last, "")) {
            back.block();
            assertThat(back.data()).isEqualTo("missed");
            assertThat(back.data()).isEqualTo("live");
        }
    }

    @Test
    void aClientThatDoesNotTakeStreamsIsToldSo() {
        try (StreamClient client = open("/sse?email=ann@example.com", "Accept: application/json\r\n")) {
            assertThat(client.status()).isEqualTo(406);
        }
        try (StreamClient client = open("/later?email=ann@example.com", "Accept: text/*\r\n")) {
            assertThat(client.status()).isEqualTo(200);
        }
    }

    @Test
    void aQueryThatIsNotValidIsRefusedWithABody() {
        try (StreamClient client = open("/sse?email=nobody", ACCEPT)) {
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.header("Content-Type")).isEqualTo("application/json");
            assertThat(client.body()).contains("\"status\":400");
        }
    }

    @Test
    void headGetsTheHeadAlone() {
        try (StreamClient client = StreamClient.connect(application.port())) {
            client.send("HEAD /sse?email=ann@example.com HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
            // The connection is free for the next request: no byte of a body came, and no stream was opened.
            assertThat(client.get("/none", "").readHead()).isEqualTo(204);
        }
    }

    @Test
    void whatEndsBeforeAStreamIsThereIsAnAnswerLikeAnyOther() {
        try (StreamClient client = open("/none", ACCEPT)) {
            assertThat(client.status()).isEqualTo(204);
        }
        try (StreamClient client = open("/fails", ACCEPT)) {
            assertThat(client.status()).isEqualTo(500);
        }
        try (StreamClient client = open("/broken-state", ACCEPT)) {
            assertThat(client.status()).isEqualTo(500);
            assertThat(client.header("Content-Type")).isEqualTo("application/json");
        }
    }

    @Test
    void aStreamMayBeTheBodyOfAnEntity() {
        try (StreamClient client = open("/entity?email=eve@example.com", ACCEPT)) {
            assertThat(client.header("X-Of")).isEqualTo("the controller");
            client.block();
            application.publish("eve@example.com", "one");
            assertThat(client.data()).isEqualTo("one");
        }
    }

    @Test
    void aStateComesFirstAndIsReadWhereItMayTakeItsTime() {
        EventId before = application.publish("dee@example.com", "before");

        try (StreamClient client = open("/state?email=dee@example.com", ACCEPT)) {
            assertThat(client.block()).startsWith("retry: ");
            assertThat(client.block()).isEqualTo("data: first");
            assertThat(client.block()).isEqualTo("id: " + before + "\ndata: second");
            application.publish("dee@example.com", "live");
            assertThat(client.data()).isEqualTo("live");
        }
        assertThat(application.bean(StreamController.class).supplierThread).startsWith("boundedElastic");
    }

    @Test
    void nothingIsLeftOfAClientThatLeft() {
        try (StreamClient client = open("/sse?email=gone@example.com", ACCEPT)) {
            client.block();
            assertThat(application.streams()).isPositive();
        }
        application.awaitNobody();
    }
}
