package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.testkit.HeldLog;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one request of many lines may hold, and for how long. */
class NdjsonPublishTest {

    private static final String EVENT = "{\"topic\":\"a\",\"data\":1}\n";
    private static final int LIMIT_BYTES = 1 << 20;

    private final HeldLog log = new HeldLog();
    private final Hub hub = Hub.builder().log(log).open();
    private final BodyBudget budget = new BodyBudget(LIMIT_BYTES);
    private final RecordedConnection connection = new RecordedConnection();
    private final NdjsonPublish publish = new NdjsonPublish(hub, new EventJson(EventLimits.DEFAULT), 8 << 20, budget);

    @AfterEach
    void closeHub() {
        log.letAllGo();
        hub.close();
    }

    private void take(String text) {
        publish.take(Unpooled.copiedBuffer(text, UTF_8));
        connection.runTasks();
    }

    @Test
    void whatArrivesBehindAnErrorIsLeftAloneWhileAnAppendIsUnderWay() {
        log.hold();
        publish.begin(connection);
        take(EVENT + "?\n");
        take(EVENT);
        publish.end();
        assertThat(connection.answers()).isEmpty();

        log.letAllGo();
        connection.runTasks();

        assertThat(connection.answers()).hasSize(1);
        assertThat(connection.answers().get(0)).startsWith("HTTP/1.1 400 ").contains("\"line\":2", "\"published\":1");
    }

    @Test
    void requestEndsBehindAHundredThousandEvents() {
        publish.begin(connection);
        String thousand = EVENT.repeat(1_000);
        for (int i = 0; i < 100; i++) {
            take(thousand);
        }
        assertThat(connection.answers()).isEmpty();

        take(EVENT.repeat(3));

        assertThat(connection.answers()).hasSize(1);
        assertThat(connection.answers().get(0))
                .startsWith("HTTP/1.1 413 ")
                .contains("line 100001: more than 100000 events in one request")
                .contains("before it 100000 events were published", "\"published\":100000");
    }

    @Test
    void unfinishedLineIsGivenBackWhenThePublisherIsGone() {
        publish.begin(connection);
        take("{\"topic\":");
        assertThat(budget.used()).isPositive();

        publish.abandon();

        assertThat(budget.used()).isZero();
    }

    @Test
    void unfinishedLineIsGivenBackWhenTheRequestEnds() {
        publish.begin(connection);
        take(EVENT + EVENT.strip());
        assertThat(budget.used()).isPositive();

        publish.end();
        connection.runTasks();

        assertThat(budget.used()).isZero();
        assertThat(connection.answers().get(0)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void publisherIsToldToComeBackWhenNothingIsLeftForItsLine() {
        budget.take(LIMIT_BYTES);
        publish.begin(connection);

        take(EVENT + "{\"topic\":");

        assertThat(connection.answers()).hasSize(1);
        assertThat(connection.answers().get(0))
                .startsWith("HTTP/1.1 503 ")
                .contains("Retry-After: ", "line 2: too many large bodies", "\"published\":1");
        assertThat(budget.used()).isEqualTo(LIMIT_BYTES);
    }
}
