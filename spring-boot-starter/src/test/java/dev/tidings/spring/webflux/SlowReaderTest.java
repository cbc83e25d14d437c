package dev.tidings.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import dev.tidings.testkit.StreamClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client that does not read costs little, delays nobody, and misses nothing. */
class SlowReaderTest {

    private static final int PIECE = 64 << 10;
    private static final int BATCH = 128 << 10;
    private static final String KIB_16 = "x".repeat(16 << 10);

    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static StreamClient slow(String email) {
        return slow(application, email);
    }

    private static StreamClient slow(RunningApplication application, String email) {
        StreamClient slow = StreamClient.connect(application.port(), 4 << 10);
        slow.get("/sse?email=" + email, "").readHead();
        slow.block();
        return slow;
    }

    @Test
    void whoDoesNotReadIsBehindAndTheOthersAreNot() {
        int events = 1_000;
        try (StreamClient slow = slow("ann@example.com");
                StreamClient quick = StreamClient.open(application.port(), "/sse?email=ann@example.com")) {
            quick.block();
            long mostPending = 0;
            long mostUnwritten = 0;

            for (int i = 0; i < events; i++) {
                application.publish("ann@example.com", i + KIB_16);
                assertThat(quick.data()).startsWith(i + "x");
                mostPending = Math.max(mostPending, application.pendingBytes());
                mostUnwritten =
                        Math.max(mostUnwritten, application.connections().mostUnwritten());
            }

            Await.until("one is behind", () -> application.behind() == 1);
            assertThat(mostPending).isBetween(1L, (long) BATCH);
            assertThat(mostUnwritten).isBetween(1L, PIECE + 1024L);
            for (int i = 0; i < events; i++) {
                assertThat(slow.data()).startsWith(i + "x");
            }
            Await.until("all are live", () -> application.behind() == 0);
        }
        application.awaitNobody();
    }

    @Test
    void anEventOfManyPiecesArrivesWhole() {
        String large = "y".repeat(200 << 10);
        try (StreamClient slow = slow("bob@example.com")) {
            for (int i = 0; i < 20; i++) {
                application.publish("bob@example.com", i + large);
            }

            for (int i = 0; i < 20; i++) {
                assertThat(slow.data()).isEqualTo(i + large);
            }
        }
        application.awaitNobody();
    }

    @Test
    void whoTakesNothingForTooLongIsCutOff() {
        try (RunningApplication impatient = RunningApplication.start("tidings.stream.stall-limit=500ms");
                StreamClient slow = slow(impatient, "cy@example.com")) {
            for (int i = 0; i < 200; i++) {
                impatient.publish("cy@example.com", KIB_16);
            }

            impatient.awaitNobody();
            assertThat(slow.endsProperly()).isFalse();
        }
    }

    @Test
    void whoMayNotReadOnIsCutOffWithWhatItHasNotTaken() {
        try (StreamClient slow = slow("dee@example.com")) {
            for (int i = 0; i < 200; i++) {
                application.publish("dee@example.com", KIB_16);
            }

            application.hub().disconnect(member -> true).toCompletableFuture().join();

            application.awaitNobody();
            assertThat(slow.endsProperly()).isFalse();
        }
    }
}
