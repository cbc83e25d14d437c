package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.server.http.HttpHead;
import dev.tidings.testkit.HeldLog;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Wherever the network cuts a body, it is the same publication; the key that it has shows that. */
class WholePublishTest {

    private static final HttpHead BINARY = Heads.of(
            "Content-Type: application/json", "ce-specversion: 1.0", "ce-id: 1", "ce-source: /s", "ce-type: a.b");

    private final Hub hub = Hub.open();
    private final BodyBudget budget = new BodyBudget(1 << 20);
    private final EventJson json = new EventJson(EventLimits.DEFAULT);
    private final CloudEvents cloudEvents = new CloudEvents(EventLimits.DEFAULT, CloudEventAttributes.DEFAULT);

    @AfterEach
    void closeHub() {
        hub.close();
    }

    @Test
    void bodyMayBeCutAnywhere() {
        String structured =
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a.b\",\"data\":[\"ä\", 1]}";

        assertSame(" " + structured + " ", "{\"id\":", cloudEvents.structured(Publisher.UNKNOWN));
        assertSame("[\"ä\" , 1]", "{\"id\":", cloudEvents.binary(BINARY, Publisher.UNKNOWN));
        assertSame("[" + structured + "," + structured + "]", "{\"ids\":[", cloudEvents.batched(Publisher.UNKNOWN));
        assertThat(events()).isEqualTo(1);

        String event = "{\"topic\":\"a\",\"data\":\"ä\",\"idempotencyKey\":\"k\"}";
        assertSame(event, "{\"id\":", (body, length) -> json.parse(body, length, Publisher.UNKNOWN, null));
        assertSame(
                "[" + event + "]", "{\"ids\":[", (body, length) -> json.parse(body, length, Publisher.UNKNOWN, null));
        assertThat(events()).isEqualTo(2);
        assertThat(budget.used()).isZero();
    }

    @Test
    void answerThatComesWhileTheNextRequestBeginsTakesItsOwnPlace() {
        HeldLog log = new HeldLog();
        try (Hub slow = Hub.builder().log(log).open()) {
            RecordedConnection connection = new RecordedConnection();
            connection.whenNextBegins(log::letAllGo);
            byte[] utf8 = "{\"topic\":\"a\",\"data\":1}".getBytes(UTF_8);
            WholePublish publish = new WholePublish(
                    Publishings.of(slow, budget, Runnable::run),
                    (body, length) -> json.parse(body, length, Publisher.UNKNOWN, null),
                    "");
            publish.begin(connection);
            publish.take(Unpooled.wrappedBuffer(utf8));
            log.hold();
            publish.end();

            assertThat(connection.answers()).singleElement().asString().startsWith("in its turn: ");
        }
    }

    private void assertSame(String body, String begin, WholePublish.Parser parser) {
        byte[] utf8 = body.getBytes(UTF_8);
        String first = "";
        for (int cut = 0; cut <= utf8.length; cut++) {
            RecordedConnection connection = new RecordedConnection();
            WholePublish publish = new WholePublish(Publishings.of(hub, budget, Runnable::run), parser, "");
            publish.begin(connection);
            publish.take(Unpooled.wrappedBuffer(utf8, 0, cut));
            publish.take(Unpooled.wrappedBuffer(utf8, cut, utf8.length - cut));
            publish.end();

            String answer = connection.answers().get(0).replaceFirst("(?s).*\\r\\n\\r\\n", "");
            first = first.isEmpty() ? answer : first;
            assertThat(answer).as("cut at %d", cut).isEqualTo(first).startsWith(begin);
        }
    }

    private long events() {
        return hub.head().position();
    }
}
