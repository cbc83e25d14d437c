package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.Publication;
import dev.tidings.testkit.HeldLog;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one request of many lines may hold, and for how long. */
class NdjsonPublishTest {

    private static final String EVENT = "{\"topic\":\"a\",\"data\":1}\n";
    private static final int LIMIT_BYTES = 1 << 20;

    private final HeldLog log = new HeldLog();
    private final Hub hub = Hub.builder().log(log).open();
    private final BodyBudget budget = new BodyBudget(LIMIT_BYTES);
    private final RecordedConnection connection = new RecordedConnection();
    private final NdjsonPublish publish = publish();

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

    private static String keyed(String key, int data) {
        return "{\"topic\":\"a\",\"data\":" + data + ",\"idempotencyKey\":\"" + key + "\"}\n";
    }

    /** Whatever line of whatever piece it is, and whether the log answers at once or later. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lineThatIsRefusedForItsKeyIsNamedAndThoseBeforeItArePublished(boolean held) {
        hub.publish(Publication.of(List.of(Event.of("a", "old")), Publisher.UNKNOWN.key("used")));
        for (int lines = 1; lines <= 9; lines++) {
            for (int wrong = 1; wrong <= lines; wrong++) {
                RecordedConnection asked = new RecordedConnection();
                NdjsonPublish request = publish();
                request.begin(asked);
                StringBuilder body = new StringBuilder();
                for (int line = 1; line <= lines; line++) {
                    body.append(line == wrong ? keyed("used", 1) : line % 3 == 0 ? EVENT : keyed("k" + line, line));
                }
                if (held) {
                    log.hold();
                }
                long before = log.head();
                request.take(Unpooled.copiedBuffer("\n" + body, UTF_8));
                request.end();
                for (int i = 0; held && i < 10; i++) {
                    log.letOneGo();
                    asked.runTasks();
                }

                assertThat(asked.answers()).hasSize(1);
                assertThat(asked.answers().get(0))
                        .startsWith("HTTP/1.1 422 ")
                        .contains("line " + (wrong + 1) + ": idempotency key: used for other events")
                        .contains("\"line\":" + (wrong + 1) + ",\"published\":" + (wrong - 1));
                // Those with a key were published by the first request that got so far.
                assertThat(log.head() - before).isLessThanOrEqualTo(wrong - 1);
            }
        }
    }

    @Test
    void streamThatIsSentAgainPublishesNoLineTwice() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            body.append(keyed("k" + i, i));
        }
        byte[] bytes = body.toString().getBytes(UTF_8);
        String first = "";
        for (int cut = 0; cut <= bytes.length; cut += 7) {
            RecordedConnection asked = new RecordedConnection();
            NdjsonPublish cutOff = publish();
            cutOff.begin(asked);
            cutOff.take(Unpooled.wrappedBuffer(bytes, 0, cut));
            cutOff.abandon();
            NdjsonPublish again = publish();
            again.begin(asked);
            again.take(Unpooled.wrappedBuffer(bytes));
            again.end();

            String ids = asked.answers().get(0).replaceFirst("(?s).*\r\n\r\n", "");
            first = first.isEmpty() ? ids : first;
            assertThat(ids).isEqualTo(first);
        }
        assertThat(log.head()).isEqualTo(20);
        assertThat(budget.used()).isZero();
    }

    private NdjsonPublish publish() {
        return new NdjsonPublish(
                Publishings.of(hub, budget, Runnable::run), new EventJson(EventLimits.DEFAULT), Publisher.UNKNOWN);
    }
}
