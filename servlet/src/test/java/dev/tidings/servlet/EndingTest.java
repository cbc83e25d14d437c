package dev.tidings.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Filter;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.testkit.Await;
import dev.tidings.testkit.StreamClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How a stream ends whose client would have stayed. */
@ParameterizedClass
@EnumSource
class EndingTest {

    private static final Duration SHORT_SILENCE = Duration.ofSeconds(2);

    @Parameter
    ContainerKind kind;

    private ServedHub.Builder perPrincipal() {
        return ServedHub.of(kind)
                .streams((hub, request) ->
                        SseStream.of(hub, Filter.topic("note")).ofPrincipal(request.getParameter("email")));
    }

    @Test
    void whoIsDisconnectedHearsWhyAndNothingMore() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = perPrincipal().start();
                StreamClient ann = StreamClient.open(served.port(), "/sse?email=ann");
                StreamClient bob = StreamClient.open(served.port(), "/sse?email=bob")) {
            ann.block();
            bob.block();

            assertThat(served.hub().disconnect("ann").toCompletableFuture().join())
                    .isOne();

            assertThat(ann.block()).isEqualTo("event: tidings.closed\ndata: {\"reason\":\"revoked\"}");
            assertThat(ann.rest()).isEmpty();
            served.awaitStreams(1);
            served.publish("bob", "still here");
            assertThat(bob.data()).isEqualTo("still here");
            log.assertSilent();
        }
    }

    @Test
    void theConnectionOfAStreamThatEndedServesTheNextRequest() {
        try (ServedHub served = perPrincipal().start();
                StreamClient client = StreamClient.open(served.port(), "/sse?email=ann")) {
            client.block();
            served.hub().disconnect("ann");
            client.rest();

            assertThat(client.get("/sse?email=bob", "").readHead()).isEqualTo(200);
            client.block();
            served.publish("bob", "again");
            assertThat(client.data()).isEqualTo("again");
        }
    }

    @Test
    void aStreamEndsWithItsLifetime() {
        try (ServedHub served = ServedHub.of(kind)
                        .streams((hub, request) ->
                                SseStream.of(hub, Filter.topic("note")).lifetime(Duration.ofMillis(100)))
                        .start();
                StreamClient client = StreamClient.open(served.port(), "/sse")) {
            client.block();

            assertThat(client.rest()).isEqualTo("event: tidings.closed\ndata: {\"reason\":\"expired\"}\n\n");
            served.awaitNothingLeft();
        }
    }

    @Test
    void whenTheHubIsClosedItsStreamsEnd() {
        try (ServedHub served = ServedHub.start(kind);
                StreamClient client = StreamClient.open(served.port(), "/sse")) {
            client.block();

            served.hub().close();

            assertThat(client.rest()).isEmpty();
            served.awaitStreams(0);
        }
    }

    @Test
    void aTransportThatClosesEndsItsStreamsAndTellsOthersToComeBack() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = ServedHub.start(kind)) {
            List<StreamClient> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                StreamClient client = StreamClient.open(served.port(), "/sse?email=ann");
                client.block();
                clients.add(client);
            }
            served.publish("ann", "last");

            served.transport().close();

            assertThat(served.transport().streams()).isZero();
            for (StreamClient client : clients) {
                assertThat(client.rest()).contains("data: last");
                client.close();
            }
            try (StreamClient late = StreamClient.open(served.port(), "/sse")) {
                assertThat(late.header("Content-Type")).startsWith("text/event-stream");
                assertThat(late.body()).matches("retry: \\d{4}\n\n");
            }
            log.assertSilent();
        }
    }

    @Test
    void closingDoesNotWaitLongerThanItMayForAClientThatTakesNothing() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = ServedHub.of(kind)
                        .settings(transport -> transport.drain(Duration.ofSeconds(1)))
                        .silence(SHORT_SILENCE)
                        .start();
                StreamClient slow = StreamClient.connect(served.port(), 16 << 10);
                StreamClient other = StreamClient.open(served.port(), "/sse?email=bob")) {
            Stalling.stall(served, slow, "ann");

            CompletableFuture.runAsync(() -> served.transport().close()).join();

            assertThat(other.rest()).startsWith("id: ");
            served.awaitNothingLeft();
            log.assertSilent();
        }
    }

    /** The container cannot be told to; its own limit does it where {@code complete()} does not. */
    @Test
    void whoTakesNothingForLongIsCutOff() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = ServedHub.of(kind)
                        .settings(transport -> transport.stallLimit(Duration.ofMillis(500)))
                        .silence(SHORT_SILENCE)
                        .start();
                StreamClient slow = StreamClient.connect(served.port(), 16 << 10)) {
            Stalling.stall(served, slow, "ann");

            Await.until("its membership has ended", () -> served.subscribers() == 0);
            served.awaitNothingLeft();

            assertThat(slow.endsProperly()).isFalse();
            log.assertSilent();
        }
    }

    @Test
    void whomTheContainerCutsOffIsGone() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = ServedHub.of(kind)
                        .settings(transport -> transport.stallLimit(Duration.ZERO))
                        .silence(SHORT_SILENCE)
                        .start();
                StreamClient slow = StreamClient.connect(served.port(), 16 << 10)) {
            Stalling.stall(served, slow, "ann");

            served.awaitNothingLeft();

            assertThat(slow.endsProperly()).isFalse();
            log.assertSilent();
        }
    }

    /** Where neither the container nor {@code complete()} cuts it off, it ends when it reads on: what it was not sent is thrown away. */
    @Test
    void whoReadsOnAfterItWasGivenUpIsEnded() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = ServedHub.of(kind)
                        .settings(transport -> transport.stallLimit(Duration.ofMillis(500)))
                        .start();
                StreamClient slow = StreamClient.connect(served.port(), 16 << 10)) {
            Stalling.stall(served, slow, "ann");
            Await.until("its membership has ended", () -> served.subscribers() == 0);
            Await.until("nothing is pending", () -> served.pendingBytes() == 0);

            slow.endsProperly();

            served.awaitNothingLeft();
            log.assertSilent();
        }
    }
}
