package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that filters by query parameter gets its events, over a real socket. */
class SubscribeOverHttpTest {

    private RunningHub hub;

    @BeforeEach
    void start() {
        hub = RunningHub.start();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private static Event verified(String email) {
        return Event.of("filter.verified", "{\"isVerified\":true}").with("email", email);
    }

    @ParameterizedTest
    @EnumSource
    void headAndFirstBlockComeAtOnce(Protocol protocol) {
        EventId before = hub.publish(verified("ann@example.com"));
        try (RawClient client = hub.connect(protocol).send(protocol.get("/sse?email=ann%40example.com"))) {
            RawClient.Head head = client.readHead();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(head.header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(client.stream(protocol).nextBlock()).matches("id: " + before + "\nretry: [123][0-9]{3}\n\n");
        }
    }

    /** A browser fires {@code open} at the head: what a page causes to be published then is for it too. */
    @ParameterizedTest
    @EnumSource
    void whatIsPublishedOnceTheHeadIsThereArrives(Protocol protocol) {
        for (int i = 0; i < 100; i++) {
            try (RawClient client = hub.connect(protocol).send(protocol.get("/sse?email=ann%40example.com"))) {
                assertThat(client.readLine()).endsWith("200 OK");
                EventId id = hub.publish(verified("ann@example.com"));

                while (!client.readLine().isEmpty()) {
                    // the rest of the head
                }
                RawStream toAnn = client.stream(protocol);
                toAnn.nextBlock();
                assertThat(toAnn.nextBlock()).startsWith("id: " + id + "\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachGetsTheirEventsInOrderAndNobodyElses(Protocol protocol) {
        try (RawClient ann = hub.connect(protocol).send(protocol.get("/sse?email=ann%40example.com"));
                RawClient bob = hub.connect(protocol).send(protocol.get("/sse?email=bob%40example.com"))) {
            ann.readHead();
            bob.readHead();
            RawStream toAnn = ann.stream(protocol);
            RawStream toBob = bob.stream(protocol);
            toAnn.nextBlock();
            toBob.nextBlock();

            EventId first = hub.publish(verified("ann@example.com"));
            EventId second = hub.publish(verified("bob@example.com"));
            EventId third = hub.publish(verified("ann@example.com"));

            assertThat(toAnn.nextBlock()).isEqualTo("id: " + first + "\ndata: {\"isVerified\":true}\n\n");
            assertThat(toBob.nextBlock()).isEqualTo("id: " + second + "\ndata: {\"isVerified\":true}\n\n");
            assertThat(toAnn.nextBlock()).isEqualTo("id: " + third + "\ndata: {\"isVerified\":true}\n\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPublishedOverHttpArrives(Protocol protocol) {
        try (RawClient ann =
                        hub.connect(protocol).send(protocol.get("/events?topic=filter.*&email=ann%40example.com"));
                RawClient publisher = hub.connect(protocol)) {
            ann.readHead();
            RawStream toAnn = ann.stream(protocol);
            toAnn.nextBlock();

            publisher.send(
                    protocol.post(
                            "/events",
                            "application/json",
                            "{\"topic\":\"filter.verified\",\"attributes\":{\"email\":\"ann@example.com\"},\"data\":{\"isVerified\":true}}"));
            RawClient.Response answer = publisher.readResponse();

            assertThat(answer.status()).isEqualTo(200);
            String id = answer.body().replaceAll("\\{\"id\":\"(.*)\"}", "$1");
            assertThat(toAnn.nextBlock()).isEqualTo("id: " + id + "\ndata: {\"isVerified\":true}\n\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIdResumesBehindItsEvent(Protocol protocol) {
        EventId first = hub.publish(verified("ann@example.com"));
        EventId missed = hub.publish(verified("ann@example.com"));
        try (RawClient ann =
                hub.connect(protocol).send(protocol.get("/sse?email=ann%40example.com", "Last-Event-ID: " + first))) {
            ann.readHead();
            RawStream toAnn = ann.stream(protocol);

            assertThat(toAnn.nextBlock()).startsWith("id: " + first + "\nretry: ");
            assertThat(toAnn.nextBlock()).startsWith("id: " + missed + "\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfDataArrivesUnharmed(Protocol protocol) {
        try (RawClient client = hub.connect(protocol).send(protocol.get("/sse"))) {
            client.readHead();
            RawStream stream = client.stream(protocol);
            stream.nextBlock();

            EventId id = hub.publish(Event.of("note", "one\rtwo\r\nthree \uD83D\uDE00\n"));

            assertThat(stream.nextBlock())
                    .isEqualTo("id: " + id + "\ndata: one\ndata: two\ndata: three \uD83D\uDE00\ndata: \n\n");
        }
    }
}
