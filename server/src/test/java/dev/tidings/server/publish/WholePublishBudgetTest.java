package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventLimits;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A body takes from the budget as long as somebody holds it. */
class WholePublishBudgetTest {

    private final Hub hub = Hub.open();
    private final BodyBudget budget = new BodyBudget(1 << 20);
    private final RecordedConnection connection = new RecordedConnection();
    private final Queue<Runnable> parses = new ArrayDeque<>();
    private final EventJson json = new EventJson(EventLimits.DEFAULT);
    private final WholePublish publish = new WholePublish(
            Publishings.of(hub, budget, parses::add),
            (body, length) -> json.parse(body, length, Publisher.UNKNOWN, null),
            "");

    @AfterEach
    void closeHub() {
        hub.close();
    }

    private void takeLargeBody() {
        publish.begin(connection);
        String body = "{\"topic\":\"a\",\"data\":\"" + "x".repeat(100 << 10) + "\"}";
        publish.take(Unpooled.copiedBuffer(body, UTF_8));
    }

    @Test
    void abandonedBodyIsGivenBackWhenItsParseEnds() {
        takeLargeBody();
        publish.end();
        long used = budget.used();

        publish.abandon();
        assertThat(budget.used()).isEqualTo(used).isPositive();

        parses.remove().run();
        assertThat(budget.used()).isZero();
    }

    @Test
    void abandonedBodyIsGivenBackAtOnceWhenNobodyParsesIt() {
        takeLargeBody();

        publish.abandon();

        assertThat(budget.used()).isZero();
    }

    @Test
    void answeredBodyIsGivenBackOnce() {
        takeLargeBody();
        publish.end();

        parses.remove().run();
        connection.runTasks();

        assertThat(budget.used()).isZero();
        assertThat(connection.answers()).hasSize(1);
        assertThat(connection.answers().get(0)).startsWith("HTTP/1.1 200 ");
    }
}
