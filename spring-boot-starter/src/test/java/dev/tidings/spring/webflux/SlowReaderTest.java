package dev.tidings.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.shard.ShardStats;
import org.junit.jupiter.api.Test;

/** A client that does not read costs little, delays nobody, and misses nothing. */
class SlowReaderTest {

    private static final int EVENTS = 3_000;
    private static final String KIB_16 = "x".repeat(16 << 10);

    /** One piece on its way, and what the hub may give beside it. */
    private static final long MOST_PENDING = (64 << 10) + (128 << 10);

    @Test
    void whoNeverReadsIsBehindAndTheOthersAreNot() {
        try (RunningApplication application = RunningApplication.start();
                StreamClient slow = StreamClient.connect(application.port(), 4 << 10);
                StreamClient quick = StreamClient.open(application.port(), "/sse?email=ann@example.com")) {
            slow.get("/sse?email=ann@example.com", "").readHead();
            slow.block();
            quick.block();
            long mostPending = 0;

            for (int i = 0; i < EVENTS; i++) {
                application.publish("ann@example.com", i + KIB_16);
                assertThat(quick.data()).startsWith(i + "x");
                mostPending = Math.max(mostPending, pending(application));
            }

            assertThat(application.hub().stats().sum(shard -> shard.members().behind()))
                    .isEqualTo(1);
            assertThat(mostPending).isLessThanOrEqualTo(MOST_PENDING);
            for (int i = 0; i < EVENTS; i++) {
                assertThat(slow.data()).startsWith(i + "x");
            }
            Await.until(
                    "all are live",
                    () -> application.hub().stats().sum(shard -> shard.members().behind()) == 0);
        }
    }

    private static long pending(RunningApplication application) {
        return application.hub().stats().sum(ShardStats::pendingBytes);
    }
}
