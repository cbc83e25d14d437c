package dev.tidings.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.EventField;
import dev.tidings.server.ServerBuilder;
import dev.tidings.server.ServerLimits;
import dev.tidings.server.subscribe.HeartbeatStyle;
import dev.tidings.sse.SseMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** What is published is what a client of the standard understands, byte for byte. */
class WireTest {

    private static final String[] PIECES = {
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "\r\r",
        ":",
        " ",
        "data: ",
        "id: 7",
        "event: x",
        "\u0000",
        "\uFEFF",
        "\u0085",
        "\u2028",
        "\u00E9",
        "\u20AC",
        "\uD83D\uDE00",
        "\u000B",
        "plain"
    };

    private RunningHub hub;

    @AfterEach
    void stop() {
        hub.close();
    }

    /** What the standard leaves of data: every end of a line is an LF. */
    private static String received(String data) {
        return data.replace("\r\n", "\n").replace('\r', '\n');
    }

    private void post(Protocol protocol, String json) {
        String bytes = new String(json.getBytes(UTF_8), ISO_8859_1);
        try (RawClient publisher = hub.connect(protocol)) {
            publisher.send(protocol.post("/events", "application/json", bytes));
            assertThat(publisher.readResponse().status()).isEqualTo(200);
        }
    }

    private static String json(List<String> data) {
        var array = JsonMapper.shared().createArrayNode();
        data.forEach(text -> array.addObject().put("topic", "note").put("data", text));
        return array.toString();
    }

    @ParameterizedTest
    @EnumSource
    void anyTextThatIsPostedArrivesUnharmed(Protocol protocol) {
        Random random = RandomSeed.random("anyTextThatIsPostedArrivesUnharmed");
        List<String> data =
                new ArrayList<>(List.of("", "\n", "\n\n", "\r", "\r\n", "a\n", "a\r\n\r\nb", "\uD83D\uDE00\n"));
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            data.add(text.toString());
        }
        hub = RunningHub.start();
        try (RawClient client = hub.connect(protocol)) {
            DecodedStream stream = DecodedStream.open(client, protocol, "/sse", "");
            stream.readBlock();

            post(protocol, json(data));

            for (String text : data) {
                SseMessage message = stream.next();
                assertThat(message.data()).isEqualTo(received(text));
                assertThat(message.type()).isEqualTo("message");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void dataThatIsNotTextArrivesAsCompactJson(Protocol protocol) {
        hub = RunningHub.start();
        try (RawClient client = hub.connect(protocol)) {
            DecodedStream stream = DecodedStream.open(client, protocol, "/sse", "");
            stream.readBlock();

            post(protocol, "{\"topic\":\"a\", \"data\": {\"n\" : [1.50, true,\n null, \"\u20AC \\n\"]}}");

            assertThat(stream.next().data()).isEqualTo("{\"n\":[1.50,true,null,\"\u20AC \\n\"]}");
        }
    }

    private static ServerBuilder endpoints(ServerBuilder settings) {
        return settings.endpoint("/types", e -> e.topics("order.*").require("email"))
                .endpoint("/topics", e -> e.topics("order.*").require("email").event(EventField.TOPIC))
                .endpoint(
                        "/inbox",
                        e -> e.any(
                                mine -> mine.topics("order.*").require("email"),
                                everyones -> everyones.topics("announcement.**", "order.offered")));
    }

    @ParameterizedTest
    @EnumSource
    void endpointsWithDifferentEventFieldsNeverShareBytes(Protocol protocol) {
        hub = RunningHub.start(WireTest::endpoints);
        String query = "?email=ann%40example.com";
        try (RawClient first = hub.connect(protocol).send(protocol.get("/types" + query));
                RawClient second = hub.connect(protocol).send(protocol.get("/topics" + query));
                RawClient third = hub.connect(protocol).send(protocol.get("/types" + query));
                RawClient fourth = hub.connect(protocol).send(protocol.get("/topics" + query))) {
            List<RawStream> streams = new ArrayList<>();
            for (RawClient client : List.of(first, second, third, fourth)) {
                client.readHead();
                streams.add(client.stream(protocol));
                streams.get(streams.size() - 1).nextBlock();
            }
            List<Event> events = List.of(
                    Event.of("order.shipped", "1").with("email", "ann@example.com"),
                    Event.of("order.paid", "2").with("email", "ann@example.com").withType("money"),
                    Event.of("order.shipped", "3").with("email", "ann@example.com"));

            List<EventId> ids = hub.hub().publish(events).toCompletableFuture().join();

            String typed = "id: " + ids.get(0) + "\ndata: 1\n\n" + "id: " + ids.get(1) + "\nevent: money\ndata: 2\n\n"
                    + "id: " + ids.get(2) + "\ndata: 3\n\n";
            String topical = "id: " + ids.get(0) + "\nevent: order.shipped\ndata: 1\n\n" + "id: " + ids.get(1)
                    + "\nevent: order.paid\ndata: 2\n\n" + "id: " + ids.get(2) + "\nevent: order.shipped\ndata: 3\n\n";
            for (int i = 0; i < streams.size(); i++) {
                RawStream stream = streams.get(i);
                assertThat(stream.nextBlock() + stream.nextBlock() + stream.nextBlock())
                        .isEqualTo(i % 2 == 0 ? typed : topical);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatMatchesSeveralFiltersOfAnEndpointComesOnce(Protocol protocol) {
        hub = RunningHub.start(WireTest::endpoints);
        try (RawClient client = hub.connect(protocol)) {
            DecodedStream stream = DecodedStream.open(client, protocol, "/inbox?email=ann%40example.com", "");
            stream.readBlock();

            hub.publish(Event.of("order.offered", "both").with("email", "ann@example.com"));
            hub.publish(Event.of("order.offered", "everyone's").with("email", "bob@example.com"));
            hub.publish(Event.of("order.paid", "bob's").with("email", "bob@example.com"));
            hub.publish(Event.of("order.paid", "mine").with("email", "ann@example.com"));
            hub.publish(Event.of("announcement.sale.today", "everyone's too"));

            assertThat(List.of(
                            stream.next().data(),
                            stream.next().data(),
                            stream.next().data(),
                            stream.next().data()))
                    .containsExactly("both", "everyone's", "mine", "everyone's too");
        }
    }

    @Execution(ExecutionMode.CONCURRENT) // each waits for seconds
    @ParameterizedTest
    @EnumSource
    void anIdleStreamIsToldWhereItIsOrGetsAComment(Protocol protocol) {
        hub = RunningHub.start(settings -> settings.limits(ServerLimits.DEFAULT.withHeartbeat(Duration.ofSeconds(1)))
                .endpoint("/ids", e -> e.topics("mine"))
                .endpoint("/comments", e -> e.topics("mine").heartbeat(HeartbeatStyle.COMMENT)));
        try (RawClient ids = hub.connect(protocol).send(protocol.get("/ids"));
                RawClient comments = hub.connect(protocol).send(protocol.get("/comments"))) {
            ids.readHead();
            comments.readHead();
            RawStream toIds = ids.stream(protocol);
            RawStream toComments = comments.stream(protocol);
            toIds.nextBlock();
            toComments.nextBlock();

            assertThat(toIds.nextBlockOrComment()).startsWith(":");
            EventId other = hub.publish(Event.of("others", "not for them"));

            assertThat(toIds.nextBlock()).isEqualTo("id: " + other + "\n\n");
            assertThat(toIds.nextBlockOrComment()).startsWith(":");
            assertThat(toComments.nextBlockOrComment()).startsWith(":");
            EventId mine = hub.publish(Event.of("mine", "for both"));
            assertThat(toIds.nextBlock()).isEqualTo("id: " + mine + "\ndata: for both\n\n");
            assertThat(toComments.nextBlock()).isEqualTo("id: " + mine + "\ndata: for both\n\n");
        }
    }
}
