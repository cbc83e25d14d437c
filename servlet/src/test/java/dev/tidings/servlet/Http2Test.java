package dev.tidings.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Filter;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.testkit.Await;
import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that share a connection of HTTP/2. */
@ParameterizedClass
@EnumSource
@Timeout(90)
class Http2Test {

    private static final int EVENTS = 400;
    private static final int RESETS = 5;

    private static final String DATA = "x".repeat(64 << 10);

    @Parameter
    ContainerKind kind;

    private final HttpClient client = HttpClient.newHttpClient();

    private ServedHub start() {
        return ServedHub.of(kind)
                .settings(transport -> transport.heartbeat(Duration.ofSeconds(3)))
                .streams((hub, request) -> {
                    String email = request.getParameter("email");
                    return SseStream.of(hub, Filter.topic("note").where("email", email))
                            .ofPrincipal(email);
                })
                .start();
    }

    @Test
    void streamsOfOneConnectionGetTheirOwn() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = start();
                Http2Client ann = Http2Client.open(client, served, "/sse?email=ann");
                Http2Client bob = Http2Client.open(client, served, "/sse?email=bob")) {
            assertThat(ann.block()).startsWith("id: ");
            bob.block();
            served.publish("ann", "for ann");
            served.publish("bob", "for bob");

            assertThat(ann.data()).isEqualTo("for ann");
            assertThat(bob.data()).isEqualTo("for bob");
            log.assertSilent();
        }
    }

    @Test
    void aStreamThatIsNotReadIsBehindAndTheOthersGoOn() {
        try (ServedHub served = start();
                Http2Client slow = Http2Client.open(client, served, "/sse?email=slow");
                Http2Client other = Http2Client.open(client, served, "/sse?email=other")) {
            slow.block();
            other.block();
            for (int i = 0; i < EVENTS; i++) {
                served.publish("slow", i + " " + DATA);
            }
            Await.until("it is behind", () -> served.behind() == 1);
            served.publish("other", "goes on");
            assertThat(other.data()).isEqualTo("goes on");

            for (int i = 0; i < EVENTS; i++) {
                assertThat(slow.data()).startsWith(i + " ");
            }
            served.publish("slow", "live");
            assertThat(slow.data()).isEqualTo("live");
        }
    }

    @Test
    void aStreamThatItsClientResetsLeavesNothing() {
        try (ServedHub served = start();
                LogRecorder log = new LogRecorder()) {
            Http2Client stays = Http2Client.open(client, served, "/sse?email=bob");
            stays.block();
            List<WeakReference<Object>> left = new ArrayList<>();
            for (int i = 0; i < RESETS; i++) {
                Http2Client leaves = Http2Client.open(client, served, "/sse?email=ann");
                leaves.block();
                left.addAll(served.subscribersWeakly());
                served.publish("ann", DATA);
                leaves.close();
            }

            served.awaitStreams(1);
            stays.close();
            served.awaitStreams(0);
            Await.until("nobody is subscribed", () -> served.subscribers() == 0);
            LeavingTest.awaitCollected(left);
            log.assertSilent();
        }
    }

    @Test
    void whoIsDisconnectedHearsWhy() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = start();
                Http2Client ann = Http2Client.open(client, served, "/sse?email=ann")) {
            ann.block();
            served.hub().disconnect("ann");

            assertThat(ann.block()).contains("event: tidings.closed", "revoked");
            assertThat(ann.nextByte()).isNegative();
            served.awaitNothingLeft();
            log.assertSilent();
        }
    }
}
