package dev.tidings.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.hub.stream.StreamFormat;
import dev.tidings.testkit.Await;
import dev.tidings.testkit.StreamClient;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets from a stream that a container serves. */
@ParameterizedClass
@EnumSource
class ServletStreamTest {

    @Parameter
    ContainerKind kind;

    @Test
    void aStreamBeginsAtOnceWithItsPlace() {
        try (ServedHub served = ServedHub.start(kind);
                StreamClient client = StreamClient.connect(served.port())) {
            EventId before = served.publish("ann", "before");

            assertThat(client.get("/sse", "Accept: text/event-stream\r\n").readHead())
                    .isEqualTo(200);

            assertThat(client.header("Content-Type")).startsWith("text/event-stream");
            assertThat(client.header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(client.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(client.block()).matches("id: " + before + "\nretry: \\d{4}");
        }
    }

    @Test
    void eventsReachThoseTheyAreFor() {
        try (ServedHub served = ServedHub.start(kind);
                StreamClient ann = StreamClient.open(served.port(), "/sse?email=ann");
                StreamClient bob = StreamClient.open(served.port(), "/sse?email=bob")) {
            ann.block();
            bob.block();

            EventId first = served.publish("ann", "one");
            served.publish("bob", "two");
            served.publish("ann", "three");

            assertThat(ann.block()).isEqualTo("id: " + first + "\ndata: one");
            assertThat(ann.data()).isEqualTo("three");
            assertThat(bob.data()).isEqualTo("two");
        }
    }

    @Test
    void aClientThatComesBackGetsWhatItMissed() {
        try (ServedHub served = ServedHub.start(kind)) {
            String last;
            try (StreamClient client = StreamClient.open(served.port(), "/sse?email=ann")) {
                last = StreamClient.field(client.block(), "id");
            }
            served.publish("ann", "missed");
            served.publish("bob", "not ann's");

            try (StreamClient back =
                    StreamClient.open(served.port(), "/sse?email=ann", "Last-Event-ID: " + last + "\r\n")) {
                back.block();
                assertThat(back.data()).isEqualTo("missed");
                served.publish("ann", "live");
                assertThat(back.data()).isEqualTo("live");
            }
            try (StreamClient back = StreamClient.open(served.port(), "/sse?email=ann&lastEventId=" + last)) {
                back.block();
                assertThat(List.of(back.data(), back.data())).containsExactly("missed", "live");
            }
        }
    }

    @Test
    void whatTheLogDoesNotRetainIsToldAsAGap() {
        try (ServedHub served = ServedHub.start(kind)) {
            served.publish("ann", "kept");

            try (StreamClient client =
                    StreamClient.open(served.port(), "/sse?email=ann", "Last-Event-ID: another-1\r\n")) {
                client.block();
                assertThat(client.block()).contains("event: tidings.gap", "\"reason\":\"unknown\"", "another-1");
                assertThat(client.data()).isEqualTo("kept");
            }
        }
    }

    @Test
    void theStateComesFirstThenWhatHappensAfterIt() {
        try (ServedHub served = ServedHub.of(kind)
                        .streams((hub, request) -> SseStream.of(hub, Filter.topic("note"))
                                .startWith(() -> {
                                    hub.publish(Event.of("note", "while the state was read"))
                                            .toCompletableFuture()
                                            .join();
                                    return List.of("first", "second");
                                }))
                        .start();
                StreamClient client = StreamClient.open(served.port(), "/sse")) {
            assertThat(client.block()).startsWith("retry: ");
            assertThat(List.of(client.data(), client.data(), client.data()))
                    .containsExactly("first", "second", "while the state was read");
        }
    }

    @Test
    void aSupplierThatThrowsIsTheContainersErrorBeforeTheHead() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = ServedHub.of(kind)
                        .streams((hub, request) -> SseStream.of(hub, Filter.topic("note"))
                                .startWith(() -> {
                                    throw new IllegalStateException("no database today");
                                }))
                        .start();
                StreamClient client = StreamClient.connect(served.port())) {
            assertThat(client.get("/sse", "").readHead()).isEqualTo(500);
            assertThat(client.header("Content-Type")).doesNotContain("event-stream");
            assertThat(log.heard()).singleElement().asString().contains("no database today");
            assertThat(served.transport().streams()).isZero();
        }
    }

    @Test
    void aStreamOfAnotherHubIsRefused() {
        try (Hub other = Hub.open();
                ServedHub served = ServedHub.of(kind)
                        .streams((hub, request) -> SseStream.of(other, Filter.topic("note")))
                        .start();
                StreamClient client = StreamClient.connect(served.port())) {
            assertThat(client.get("/sse", "").readHead()).isEqualTo(500);
            assertThat(served.transport().streams()).isZero();
        }
    }

    @Test
    void headIsAnsweredAsGetWithoutAStream() {
        try (ServedHub served = ServedHub.start(kind);
                StreamClient client = StreamClient.connect(served.port())) {
            client.send("HEAD /sse HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.header("Content-Type")).startsWith("text/event-stream");
            assertThat(client.get("/sse?email=ann", "").readHead()).isEqualTo(200); // on the same connection
            assertThat(client.block()).startsWith("id: ");
            assertThat(served.transport().streams()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream;q=0, */*", "text/html, image/*"})
    void whoAcceptsNoEventStreamIsRefused(String accept) {
        try (ServedHub served = ServedHub.start(kind);
                StreamClient client = StreamClient.connect(served.port())) {
            assertThat(client.get("/sse", "Accept: " + accept + "\r\n").readHead())
                    .isEqualTo(406);
            assertThat(client.header("Content-Type")).startsWith("application/problem+json");
            assertThat(client.body()).contains("\"status\":406", "text/event-stream");
            assertThat(served.transport().streams()).isZero();
        }
    }

    @Test
    void anEventThatTheFormatLeavesOutMovesThePlaceAlone() {
        try (ServedHub served = ServedHub.of(kind)
                        .streams((hub, request) ->
                                SseStream.of(hub, Subscription.of(Filter.topic("note")), EvenOnly.INSTANCE))
                        .start();
                StreamClient client = StreamClient.open(served.port(), "/sse")) {
            client.block();
            EventId odd = served.publish("ann", "1");
            served.publish("ann", "2");

            assertThat(List.of(client.block(), client.block())).containsExactly("id: " + odd, "data: 2");
        }
    }

    private enum EvenOnly implements StreamFormat {
        INSTANCE;

        @Override
        public byte[] block(Delivery delivery) {
            String data = delivery.event().data();
            return Integer.parseInt(data) % 2 == 1 ? null : ("data: " + data + "\n\n").getBytes(UTF_8);
        }

        @Override
        public byte[] state(EventId id, Object state) {
            return new byte[0];
        }
    }

    @Test
    void aBurstOfLargeEventsArrivesWhole() {
        try (ServedHub served = ServedHub.start(kind);
                StreamClient client = StreamClient.open(served.port(), "/sse?email=ann")) {
            client.block();
            String large = "x".repeat(64 << 10);
            for (int i = 0; i < 50; i++) {
                served.publish("ann", i + " " + large);
            }

            for (int i = 0; i < 50; i++) {
                assertThat(client.data()).isEqualTo(i + " " + large);
            }
        }
    }

    @Test
    void aHeartbeatTellsWhereASilentStreamIs() {
        try (ServedHub served = ServedHub.of(kind)
                        .settings(transport -> transport.heartbeat(Duration.ofSeconds(3)))
                        .start();
                StreamClient client = StreamClient.open(served.port(), "/sse?email=ann")) {
            client.block();
            EventId others = served.publish("bob", "not ann's");

            assertThat(client.blockOrComment()).isEqualTo("id: " + others);
            assertThat(client.blockOrComment()).isEqualTo(":");
        }
    }

    @Test
    void aResponseThatIsAStreamAlreadyBecomesNoOther() {
        try (ServedHub served = ServedHub.start(kind);
                TestContainer container = kind.start(new TestContainer.Settings(
                        new TwiceServlet(served.hub(), served.transport()), ServedHub.LONG_SILENCE));
                StreamClient client = StreamClient.connect(container.port())) {
            client.get("/", "").readHead();
            served.awaitStreams(0);
            Await.until("nobody is subscribed", () -> served.subscribers() == 0);
        }
    }

    private static final class TwiceServlet extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final transient Hub hub;
        private final transient ServletTransport transport;

        TwiceServlet(Hub hub, ServletTransport transport) {
            this.hub = hub;
            this.transport = transport;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            SseStream stream = SseStream.of(hub, Filter.topic("note"));
            transport.open(stream, request, response);
            assertThatThrownBy(() -> transport.open(stream, request, response))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
