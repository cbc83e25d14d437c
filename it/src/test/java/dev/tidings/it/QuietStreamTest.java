package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.server.ServerLimits;
import dev.tidings.server.subscribe.HeartbeatStyle;
import dev.tidings.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Streams on which nothing happens, and peers that take nothing. */
class QuietStreamTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;

    @Test
    void theHeartbeatMovesAnIdleClientsCursor() {
        ServerLimits limits = ServerLimits.DEFAULT.withHeartbeat(Duration.ofSeconds(3));
        try (RunningHub hub = RunningHub.start(settings -> settings.limits(limits)
                        .endpoint("/sse", endpoint -> endpoint.topics("**").require("email"))
                        .endpoint(
                                "/plain",
                                endpoint ->
                                        endpoint.topics("**").require("email").heartbeat(HeartbeatStyle.COMMENT)));
                RawClient ids = hub.connect().send(HTTP.get("/sse?email=ann"));
                RawClient comments = hub.connect().send(HTTP.get("/plain?email=ann"))) {
            ids.readHead();
            comments.readHead();
            RawStream idStream = ids.stream(HTTP);
            RawStream commentStream = comments.stream(HTTP);
            idStream.nextBlock();
            commentStream.nextBlock();

            EventId other = hub.publish(Event.of("a", "for bob").with("email", "bob"));

            assertThat(idStream.nextBlock()).isEqualTo("id: " + other + "\n\n");
            assertThat(idStream.nextBlockOrComment()).isEqualTo(":\n\n");
            assertThat(commentStream.nextBlockOrComment()).isEqualTo(":\n\n");
        }
    }

    @Test
    void aPeerThatTakesNothingIsCutOff() {
        ServerLimits limits = ServerLimits.DEFAULT.withStall(Duration.ofSeconds(2));
        try (RunningHub hub = RunningHub.start(settings -> settings.limits(limits));
                RawClient stalled = RawClient.connect(hub.port(), HTTP, 4 << 10).send(HTTP.get("/sse"))) {
            stalled.readHead();
            for (int i = 0; i < 1000; i++) {
                hub.publish(Event.of("a", "x".repeat(4000)));
            }

            Await.until("cut off", () -> hub.server().connections() == 0);
            stalled.awaitEnd();
        }
    }
}
