package dev.tidings.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.testkit.Await;
import dev.tidings.testkit.StreamClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that does not read costs bounded memory, delays nobody and misses nothing that is retained. */
@ParameterizedClass
@EnumSource
class SlowReaderTest {

    private static final int MIB = 1 << 20;
    private static final int SLOW = 10;
    private static final int EVENTS = 48;
    private static final String DATA = "x".repeat(64 << 10);

    /** Small ones, so that little reaches them. */
    private static final HubLimits LIMITS =
            HubLimits.DEFAULT.withLiveBytes(128 << 10).withPendingBytes(4 * MIB).withPagesBytes(MIB);

    @Parameter
    ContainerKind kind;

    @Test
    void whoDoesNotReadIsBehindAndGetsEverythingAfterwards() {
        try (ServedHub served = ServedHub.of(kind)
                        .hub(Hub.builder().limits(LIMITS).open())
                        .start();
                StreamClient healthy = StreamClient.open(served.port(), "/sse?email=ann")) {
            healthy.block();
            List<StreamClient> slow = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                StreamClient client = StreamClient.connect(served.port(), 16 << 10);
                client.get("/sse?email=ann", "").readHead();
                client.block();
                slow.add(client);
            }

            // It gets each event before the next one is published, whatever the others do.
            for (int i = 0; i < EVENTS; i++) {
                served.publish("ann", i + " " + DATA);
                assertThat(healthy.data()).startsWith(i + " ");
            }

            Await.until("all who do not read are behind", () -> served.behind() == SLOW);
            Await.until("something is pending", () -> served.pendingBytes() > 0);
            assertThat(served.pendingBytes()).isLessThan(LIMITS.pendingBytes());
            for (StreamClient client : slow) {
                for (int i = 0; i < EVENTS; i++) {
                    assertThat(client.data()).startsWith(i + " ").hasSizeGreaterThan(DATA.length());
                }
            }
            Await.until("all are live", () -> served.behind() == 0);
            served.publish("ann", "live");
            for (StreamClient client : slow) {
                assertThat(client.data()).isEqualTo("live");
                client.close();
            }
            assertThat(healthy.data()).isEqualTo("live");
        }
    }

    @Test
    void streamsCostNoThreads() {
        try (ServedHub served = ServedHub.of(kind)
                .settings(transport -> transport.eventLoops(2))
                .start()) {
            List<StreamClient> clients = new ArrayList<>();
            // More than the container has threads, and some of them stuck.
            for (int i = 0; i < SLOW; i++) {
                StreamClient client = StreamClient.connect(served.port(), 16 << 10);
                client.get("/sse", "").readHead();
                client.block();
                clients.add(client);
            }
            for (int i = 0; i < EVENTS; i++) {
                served.publish("ann", DATA);
            }
            int before = threads();
            for (int i = 0; i < 10 * served.container().maxThreads(); i++) {
                StreamClient client = StreamClient.open(served.port(), "/sse?email=bob");
                client.block();
                clients.add(client);
            }
            served.publish("bob", "to all");
            for (StreamClient client : clients.subList(SLOW, clients.size())) {
                assertThat(client.data()).isEqualTo("to all");
            }

            assertThat(threads() - before)
                    .isLessThanOrEqualTo(served.container().maxThreads());
            assertThat(served.transport().streams()).isEqualTo(clients.size());
            clients.forEach(StreamClient::reset);
        }
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }
}
