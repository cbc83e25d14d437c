package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.hub.shard.HubMetrics;
import dev.tidings.server.ServerLimits;
import dev.tidings.testkit.Await;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing is left of subscribers that have left. {@code -Dtidings.churn=100000} makes it as many as the invariant speaks of.
 */
class ChurnTest {

    private static final int COUNT = Integer.getInteger("tidings.churn", 5000);
    private static final int CLIENTS = 4;
    private static final int LOG_BYTES = 256 << 10;
    private static final int WARMUP = 500;

    /** Half of what the smallest object that stands for a subscriber takes. */
    private static final long NOISE_BYTES_EACH = 48;

    /** What goes up and down between two collections by itself. */
    private static final long NOISE_BYTES = 512 << 10;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A second for a request and for a silence: io_uring does not tell of a reset that arrives together with the bytes before it. */
    private static final ServerLimits LIMITS =
            ServerLimits.DEFAULT.withTimeouts(SECOND, SECOND, SECOND).withHeartbeat(SECOND);

    /** What the allocator keeps of the chunks it once needed: less than 10 MiB were seen, also after 300 000 clients. */
    private static final long ALLOCATOR_BYTES = 16 << 20;

    /** How a client leaves. */
    private enum Way {
        END,
        RESET,
        HALF_CLOSE,
        END_IN_HEAD,
        RESET_IN_HEAD,
        END_BEFORE_FIRST_BLOCK,
        RESET_BEFORE_FIRST_BLOCK,
        RESET_IN_EVENTS
    }

    private static final class Balance implements HubMetrics {

        final LongAdder joined = new LongAdder();
        final LongAdder left = new LongAdder();

        @Override
        public void joined() {
            joined.increment();
        }

        @Override
        public void left() {
            left.increment();
        }
    }

    private final Balance balance = new Balance();

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftOfThoseWhoLeft(Protocol protocol) {
        Random random = RandomSeed.random("nothingIsLeftOfThoseWhoLeft");
        // A log that is soon full, so that it takes the same before and after.
        Hub inside = Hub.builder()
                .log(MemoryLog.builder().maxBytes(LOG_BYTES).open())
                .limits(HubLimits.DEFAULT.withTailBytes(LOG_BYTES))
                .metrics(balance)
                .open();
        try (RunningHub hub = RunningHub.start(inside, settings -> settings.limits(LIMITS))) {
            churn(hub, protocol, "warmup", WARMUP, random);
            long heapBefore = liveHeap();
            long directBefore = directMemory();
            long start = System.nanoTime();

            churn(hub, protocol, "client", COUNT, random);

            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            long most = NOISE_BYTES + COUNT * NOISE_BYTES_EACH;
            // The clients are in this heap too, and those of TLS go when their cleaners have run.
            Await.until("nothing is left in the heap", () -> liveHeap() - heapBefore < most);
            long heapGrown = liveHeap() - heapBefore;
            long directGrown = directMemory() - directBefore;
            System.out.printf(
                    "churn %s: %d in %d ms, of which %d joined; live heap %d KiB and %d bytes, direct memory %+d KiB%n",
                    protocol, COUNT, millis, balance.joined.sum(), heapBefore >> 10, heapGrown, directGrown >> 10);
            assertThat(directGrown).isLessThan(ALLOCATOR_BYTES);
        }
    }

    private void churn(RunningHub hub, Protocol protocol, String name, int count, Random random) {
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random own = new Random(random.nextLong());
            clients.add(CompletableFuture.runAsync(
                    () -> {
                        for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                            visit(hub, protocol, name + n, Way.values()[own.nextInt(Way.values().length)], own);
                        }
                    },
                    task -> new Thread(task, "client").start()));
        }
        clients.forEach(CompletableFuture::join);
        Await.until("no connection is open", () -> hub.server(protocol).connections() == 0);
        Await.until("nobody is subscribed", () -> subscribers(hub) == 0);
        Await.until("all who joined have left", () -> balance.joined.sum() == balance.left.sum());
    }

    private static int subscribers(RunningHub hub) {
        return hub.hub()
                .count(Subscription.of(Filter.all()))
                .toCompletableFuture()
                .join();
    }

    private static void visit(RunningHub hub, Protocol protocol, String name, Way way, Random random) {
        String request = protocol.get("/sse?topic=note." + name + "&topic=" + name + ".*&email=" + name + "&tenant=7");
        try (RawClient client = hub.connect(protocol)) {
            switch (way) {
                case END_IN_HEAD -> client.send(request.substring(0, random.nextInt(request.length())));
                case RESET_IN_HEAD -> {
                    client.send(request.substring(0, random.nextInt(request.length())));
                    client.reset();
                }
                case END_BEFORE_FIRST_BLOCK -> client.send(request);
                case RESET_BEFORE_FIRST_BLOCK -> client.send(request).reset();
                default -> leaveStream(hub, protocol, client.send(request), name, way);
            }
        }
    }

    private static void leaveStream(RunningHub hub, Protocol protocol, RawClient client, String name, Way way) {
        assertThat(client.readHead().status()).isEqualTo(200);
        RawStream stream = client.stream(protocol);
        stream.nextBlock();
        switch (way) {
            case RESET -> client.reset();
            case HALF_CLOSE -> client.endOutput().awaitEnd();
            case RESET_IN_EVENTS -> {
                Event event = Event.of("note." + name, "x".repeat(10_000))
                        .with("email", name)
                        .with("tenant", "7");
                for (int i = 0; i < 10; i++) {
                    hub.publish(event);
                }
                stream.nextByte();
                client.reset();
            }
            default -> client.close();
        }
    }

    private static long liveHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
