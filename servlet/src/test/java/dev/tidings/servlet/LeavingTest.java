package dev.tidings.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.testkit.Await;
import dev.tidings.testkit.StreamClient;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is left of clients that have left, and nobody makes a noise about it. {@code -Dtidings.servlet.churn=20000} makes it many. */
@ParameterizedClass
@EnumSource
class LeavingTest {

    private static final int COUNT = Integer.getInteger("tidings.servlet.churn", 2000);
    private static final int CLIENTS = 4;
    private static final int LOG_BYTES = 256 << 10;
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);

    @Parameter
    ContainerKind kind;

    private ServedHub.Builder beating() {
        return ServedHub.of(kind).settings(transport -> transport.heartbeat(HEARTBEAT));
    }

    @Test
    void aClientThatLeavesWhileItIsIdleIsMissedByTheSecondHeartbeat() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = beating().start()) {
            try (StreamClient client = StreamClient.open(served.port(), "/sse?email=ann")) {
                client.block();
            }

            served.awaitNothingLeft();
            log.assertSilent();
        }
    }

    @Test
    void aClientThatLeavesWhileItIsWrittenToLeavesNothing() {
        try (LogRecorder log = new LogRecorder();
                ServedHub served = beating().start()) {
            StreamClient client = StreamClient.connect(served.port(), 16 << 10);
            Stalling.stall(served, client, "ann");
            List<WeakReference<Object>> subscribers = served.subscribersWeakly();
            assertThat(subscribers).hasSize(1);

            client.reset();

            served.awaitNothingLeft();
            Await.until("nothing is pending", () -> served.pendingBytes() == 0);
            awaitCollected(subscribers);
            log.assertSilent();
        }
    }

    @Test
    void nothingIsLeftOfThoseWhoLeft() {
        Random random = new Random(seed());
        // A log that is soon full, so that it takes the same before and after.
        Hub hub = Hub.builder()
                .log(MemoryLog.builder().maxBytes(LOG_BYTES).open())
                .limits(HubLimits.DEFAULT.withTailBytes(LOG_BYTES))
                .open();
        try (LogRecorder log = new LogRecorder();
                ServedHub served = beating().hub(hub).start()) {
            AtomicInteger next = new AtomicInteger();
            List<WeakReference<Object>> some = new ArrayList<>();
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random own = new Random(random.nextLong());
                clients.add(CompletableFuture.runAsync(
                        () -> {
                            for (int n = next.getAndIncrement(); n < COUNT; n = next.getAndIncrement()) {
                                visit(served, n, own);
                            }
                        },
                        task -> new Thread(task, "client").start()));
            }
            some.addAll(served.subscribersWeakly());
            clients.forEach(CompletableFuture::join);
            some.addAll(served.subscribersWeakly());

            served.awaitNothingLeft();
            Await.until(
                    "no audience is left",
                    () -> served.hub().stats().sum(shard -> shard.members().audiences()) == 0);
            assertThat(served.behind()).isZero();
            assertThat(some).isNotEmpty();
            awaitCollected(some);
            log.assertSilent();
        }
    }

    private static long seed() {
        long seed = Long.getLong("tidings.seed", System.nanoTime());
        System.out.println("nothingIsLeftOfThoseWhoLeft: -Dtidings.seed=" + seed);
        return seed;
    }

    private static void visit(ServedHub served, int number, Random random) {
        String email = "client" + number;
        StreamClient client = StreamClient.connect(served.port());
        client.get("/sse?email=" + email, "");
        switch (random.nextInt(4)) {
            case 0 -> client.close();
            case 1 -> client.reset();
            case 2 -> {
                client.readHead();
                client.block();
                client.close();
            }
            default -> {
                client.readHead();
                client.block();
                for (int i = 0; i < 10; i++) {
                    served.publish(email, "x".repeat(10_000));
                }
                client.reset();
            }
        }
    }

    static void awaitCollected(List<WeakReference<Object>> references) {
        Await.until("nothing is left in the heap", () -> {
            System.gc();
            return references.stream().allMatch(reference -> reference.refersTo(null));
        });
    }
}
