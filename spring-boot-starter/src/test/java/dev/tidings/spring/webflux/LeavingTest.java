package dev.tidings.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import dev.tidings.testkit.StreamClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that leave, and applications that do: nothing is left behind, and nobody is alarmed. */
class LeavingTest {

    private static final String KIB_64 = "x".repeat(64 << 10);

    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static StreamClient open(String path) {
        return StreamClient.open(application.port(), path);
    }

    @Test
    void clientsThatAreGoneWhileTheyAreWrittenToAreNoWarning() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (LogRecorder log = new LogRecorder()) {
            List<StreamClient> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(open("/sse?email=ann@example.com"));
            }
            for (StreamClient client : clients) {
                application.publish("ann@example.com", KIB_64);
                if (random.nextBoolean()) {
                    client.reset();
                } else {
                    client.close();
                }
            }

            application.awaitNobody();
            Await.until(
                    "connections are closed", () -> application.connections().count() == 0);
            assertThat(application.pendingBytes()).as("seed %d", seed).isZero();
            log.assertNoWarning();
        }
    }

    @Test
    void aClientThatLeavesBeforeItsStreamBeginsIsForgotten() {
        StreamController controller = application.bean(StreamController.class);
        try (LogRecorder log = new LogRecorder()) {
            StreamClient client = StreamClient.connect(application.port()).get("/slow-state", "");
            controller.supplierEntered.acquireUninterruptibly();
            client.close();
            Await.until(
                    "the connection is closed", () -> application.connections().count() == 0);
            controller.supplierMayReturn.release();

            // Whoever opens a stream behind it has its answer when the other one is through.
            try (StreamClient other = open("/sse?email=ann@example.com")) {
                other.block();
            }
            application.awaitNobody();
            log.assertNoWarning();
        }
    }

    @Test
    void whileStreamsAreDrainedClientsAreToldToComeBack() {
        WebFluxTransport transport = application.bean(WebFluxTransport.class);
        try (StreamClient client = open("/sse?email=ann@example.com")) {
            client.block();

            transport.drain().toCompletableFuture().join();

            assertThat(client.rest()).isEmpty();
            try (StreamClient other = open("/sse?email=ann@example.com")) {
                assertThat(other.status()).isEqualTo(200);
                assertThat(other.header("Content-Type")).isEqualTo("text/event-stream");
                assertThat(other.body()).matches("retry: \\d{4}\n\n");
            }
        } finally {
            transport.resume();
        }
        try (StreamClient client = open("/sse?email=ann@example.com")) {
            assertThat(client.block()).startsWith("id: ");
        }
    }

    @Test
    void anApplicationThatIsStoppedAndStartedTakesStreamsAgain() {
        try (RunningApplication restarted = RunningApplication.start()) {
            for (int i = 0; i < 2; i++) {
                restarted.restart();

                try (StreamClient client = StreamClient.open(restarted.port(), "/sse?email=ann@example.com")) {
                    assertThat(client.block()).startsWith("id: ");
                    restarted.publish("ann@example.com", "one");
                    assertThat(client.data()).isEqualTo("one");
                }
            }
        }
    }

    @Test
    void anApplicationThatStopsEndsItsStreamsFirst() {
        List<StreamClient> clients = new ArrayList<>();
        try (LogRecorder log = new LogRecorder()) {
            try (RunningApplication stopping = RunningApplication.start()) {
                for (int i = 0; i < 200; i++) {
                    StreamClient client = StreamClient.open(stopping.port(), "/sse?email=ann@example.com");
                    client.block();
                    clients.add(client);
                }
                stopping.publish("ann@example.com", "the last");
            }
            log.assertSaid("Graceful shutdown complete");
            log.assertNoWarning();
        }
        for (StreamClient client : clients) {
            assertThat(client.data()).isEqualTo("the last");
            assertThat(client.rest()).isEmpty();
            client.close();
        }
    }
}
