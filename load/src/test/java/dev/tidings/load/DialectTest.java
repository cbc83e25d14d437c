package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.load.PublishPlan.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DialectTest {
    private static final PublishPlan PLAN = PublishPlan.DEFAULT.withDataBytes(10);

    private static Target target(String path, Dialect dialect) {
        return Target.of(URI.create("http://127.0.0.1:81" + path), dialect);
    }

    private static String publish(Dialect dialect, PublishPlan plan) {
        EventWriter writer = new EventWriter(target("", dialect), plan);
        for (int i = 0; i < plan.batch(); i++) writer.add(7, 41 + i, 5);
        ByteBuf request = writer.request(UnpooledByteBufAllocator.DEFAULT);
        try {
            return request.toString(US_ASCII);
        } finally {
            request.release();
        }
    }

    @Test
    void attributesAreInTheQueryAndInTheEvent() {
        assertThat(target("/sse", Dialect.ATTRIBUTES).subscription(7, 3).text())
                .isEqualTo("GET /sse?topic=load.event&lane=7 HTTP/1.1\r\nhost: 127.0.0.1:81\r\n"
                        + "accept: text/event-stream\r\n\r\n");
        assertThat(publish(Dialect.ATTRIBUTES, PLAN))
                .isEqualTo("POST /events HTTP/1.1\r\nHost: 127.0.0.1:81\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 68\r\n\r\n"
                        + "{\"topic\":\"load.event\",\"attributes\":{\"lane\":\"7\"},\"data\":\"7 41 5 ...\"}");
    }

    @Test
    void topicAndAttributesAreTheOnesThatWereAskedFor() {
        Dialect dialect = Dialect.attributes("räume.7", "user", Map.of("tenant", "a b&\"c"));

        assertThat(target("/chat", dialect).subscription(7, 3).text())
                .startsWith("GET /chat?topic=r%C3%A4ume.7&tenant=a+b%26%22c&user=7 HTTP/1.1\r\n");
        assertThat(publish(dialect, PLAN))
                .endsWith("{\"topic\":\"r\\u00e4ume.7\",\"attributes\":{\"tenant\":\"a b&\\\"c\",\"user\":\"7\"},"
                        + "\"data\":\"7 41 5 ...\"}");
    }

    @Test
    void withoutAnAttributeTheTopicIsEnough() {
        assertThat(target("", Dialect.attributes("news", "", Map.of()))
                        .subscription(0, 3)
                        .text())
                .startsWith("GET /events?topic=news HTTP/1.1\r\n");
        assertThat(publish(Dialect.attributes("news", "", Map.of()), PLAN))
                .endsWith("{\"topic\":\"news\",\"data\":\"7 41 5 ...\"}");
        assertThat(publish(Dialect.attributes("news", "", Map.of("a", "1")), PLAN))
                .endsWith("{\"topic\":\"news\",\"attributes\":{\"a\":\"1\"},\"data\":\"7 41 5 ...\"}");
    }

    @Test
    void aChannelIsAPath() {
        assertThat(target("", Dialect.channels()).subscription(7, 3).text())
                .startsWith("GET /subscribe/7 HTTP/1.1\r\n");
        assertThat(publish(Dialect.channels(), PLAN))
                .isEqualTo("POST /publish/7 HTTP/1.1\r\nHost: 127.0.0.1:81\r\nContent-Type: text/plain\r\n"
                        + "Content-Length: 10\r\n\r\n7 41 5 ...");
    }

    @Test
    void anInboxIsOnesOwnAndItsAnnouncementsAreEverybodys() {
        assertThat(target("", Dialect.inbox()).subscription(7, 3).text()).startsWith("GET /inbox?user=3 HTTP/1.1\r\n");
        assertThat(publish(Dialect.inbox(), PLAN)).endsWith("{\"topic\":\"announcement.all\",\"data\":\"7 41 5 ...\"}");
    }

    @Test
    void aBatchIsAnArrayOrLines() {
        assertThat(publish(Dialect.inbox(), PLAN.withBatch(2, Body.ARRAY)))
                .contains("application/json", "Content-Length: 99\r\n")
                .endsWith("[{\"topic\":\"announcement.all\",\"data\":\"7 41 5 ...\"},"
                        + "{\"topic\":\"announcement.all\",\"data\":\"7 42 5 ...\"}]");
        assertThat(publish(Dialect.inbox(), PLAN.withBatch(2, Body.NDJSON)))
                .contains("application/x-ndjson", "Content-Length: 98\r\n")
                .endsWith("\"7 41 5 ...\"}\n{\"topic\":\"announcement.all\",\"data\":\"7 42 5 ...\"}\n");
    }

    @Test
    void aChannelTakesNoBatches() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> publish(Dialect.channels(), PLAN.withBatch(2, Body.ARRAY)))
                .withMessage("body: ARRAY (expected: single, in this dialect)");
    }
}
