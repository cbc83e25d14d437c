package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.hub.shard.ShardStats;
import dev.tidings.server.ServerLimits;
import dev.tidings.testkit.Await;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whoever wants to be a burden is one within bounds, and who watches gets everything meanwhile. {@code bench/attacks} does the same at
 * full size and measures it; of HTTP/2 there is more in {@link Http2AttacksTest}, of development mode in {@link PageAndMethodsTest}.
 */
class AttacksTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;
    private static final int ATTACKERS = 500;
    private static final long MIB = 1 << 20;

    /** What the allocator keeps beside what is in use: chunks per thread and size. */
    private static final long ALLOCATOR_BYTES = 8 * MIB;

    private static final HubLimits LIMITS =
            HubLimits.DEFAULT.withTailBytes(2 * MIB).withPendingBytes(4 * MIB).withPagesBytes(MIB);

    private final RunningHub hub = start();
    private final List<RawClient> attackers = new ArrayList<>();
    private final RawClient client = hub.connect();
    private final DecodedStream watching =
            DecodedStream.open(client, HTTP, "/sse?topic=watched", "").readBlock();
    private int watched;

    private static RunningHub start() {
        Duration second = Duration.ofSeconds(1);
        ServerLimits limits = ServerLimits.DEFAULT
                .withTimeouts(second, ServerLimits.DEFAULT_BODY, ServerLimits.DEFAULT_IDLE)
                .withStall(second);
        Hub inside = Hub.builder()
                .log(MemoryLog.builder().maxBytes(32 * MIB).open())
                .limits(LIMITS)
                .open();
        return RunningHub.start(inside, settings -> settings.limits(limits));
    }

    @AfterEach
    void stop() {
        attackers.forEach(RawClient::close);
        client.close();
        hub.close();
    }

    private void attack(int count, String request) {
        for (int i = 0; i < count; i++) {
            attackers.add(hub.connect().send(request));
        }
    }

    private void assertWatching() {
        hub.publish(Event.of("watched", "event " + watched));
        assertThat(watching.next().data()).isEqualTo("event " + watched++);
    }

    private int subscribers() {
        return hub.hub()
                .count(Subscription.of(Filter.all()))
                .toCompletableFuture()
                .join();
    }

    private void assertOnlyTheWatcherIsLeft() {
        Await.until("the attackers are gone", () -> hub.server().connections() == 1);
        Await.until("nobody else is subscribed", () -> subscribers() == 1);
        assertWatching();
    }

    @Test
    void slowHeadsAreEndedInTimeHoweverOftenSomethingComes() {
        attack(ATTACKERS, "GET /sse HTTP/1.1\r\nX-Slow: ");
        Await.until("they are ended", () -> {
            attackers.forEach(AttacksTest::sendOneMore);
            assertWatching();
            return hub.server().connections() == 1;
        });
        attackers.forEach(RawClient::awaitEnd);
        assertWatching();
    }

    private static void sendOneMore(RawClient attacker) {
        try {
            attacker.send("x");
        } catch (UncheckedIOException ended) {
            // As it should be.
        }
    }

    @Test
    void whoNeverReadsTakesBoundedMemoryAndIsCutOff() {
        for (int i = 0; i < ATTACKERS; i++) {
            attackers.add(
                    RawClient.connect(hub.port(), HTTP, 4 << 10).send(HTTP.get("/sse?topic=heavy&reader=" + i % 10)));
        }
        Await.until("all are subscribed", () -> subscribers() == ATTACKERS + 1);
        long before = directMemory();
        long most = 0;
        for (int i = 0; i < 500; i++) {
            hub.publish(Event.of("heavy", "x".repeat(16 << 10)).with("reader", String.valueOf(i % 10)));
            assertWatching();
            most = Math.max(most, directMemory() - before);
        }
        assertThat(most).isLessThan(LIMITS.pendingBytes() + LIMITS.pagesBytes() + ALLOCATOR_BYTES);
        assertOnlyTheWatcherIsLeft();
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    @Test
    void whoReadsTheWholeLogAgainAndAgainKeepsNobodyFromReading() {
        int archived = 10_000;
        EventId first = hub.publish(Event.of("archive", "0"));
        for (int i = 1; i < archived; i++) {
            hub.publish(Event.of("archive", i + " " + "x".repeat(500)));
        }
        CompletableFuture<Void> replaying = CompletableFuture.runAsync(
                () -> {
                    for (int round = 0; round < 5; round++) {
                        assertThat(replay(first)).isEqualTo(archived - 1);
                    }
                },
                task -> new Thread(task, "replaying").start());
        while (!replaying.isDone()) {
            assertWatching();
        }
        replaying.join();
    }

    /** How many archived events come behind the first, in order. */
    private int replay(EventId first) {
        try (RawClient attacker = hub.connect()) {
            DecodedStream stream = DecodedStream.open(attacker, HTTP, "/sse?topic=archive", first.toString());
            int next = 1;
            while (next < 10_000) {
                assertThat(stream.next().data()).startsWith(next + " ");
                next++;
            }
            return next - 1;
        }
    }

    @Test
    void deepPatternsHoldNobodyUpAndLeaveNothing() {
        Random random = RandomSeed.random("deepPatternsHoldNobodyUpAndLeaveNothing");
        for (int i = 0; i < 100; i++) {
            attack(1, HTTP.get("/sse?" + deepPatterns(random)));
        }
        Await.until("all are subscribed", () -> subscribers() == 101);
        String deep = "a" + ".a".repeat(31);
        for (int i = 0; i < 20; i++) {
            hub.publish(Event.of(deep, ""));
            assertWatching();
        }
        leave();
    }

    /** 16 of 32 segments, which match at every place of a deep topic but at its end. */
    private static String deepPatterns(Random random) {
        return IntStream.range(0, 16)
                .mapToObj(i -> "topic=**." + run(random, 14) + ".**." + run(random, 15) + ".z")
                .collect(Collectors.joining("&"));
    }

    private static String run(Random random, int segments) {
        return IntStream.range(0, segments)
                .mapToObj(i -> random.nextBoolean() ? "a" : "*")
                .collect(Collectors.joining("."));
    }

    @Test
    void distinctValuesAreForgottenWithThoseWhoAskedForThem() {
        for (int i = 0; i < ATTACKERS; i++) {
            attack(1, HTTP.get("/sse?a" + i % 40 + "=v" + i + "&b=w" + i));
        }
        Await.until("all are subscribed", () -> subscribers() == ATTACKERS + 1);
        for (int i = 0; i < 200; i++) {
            hub.publish(Event.of("flood", "").with("a" + i % 40, "x" + i).with("b", "y" + i));
            assertWatching();
        }
        leave();
    }

    /** Of attributes that constrain something, in the shard that has most. */
    private long shapes() {
        return hub.hub().stats().most(ShardStats::shapes);
    }

    /** All attackers, each with a subscription of its own; nothing of them is left, in the index neither. */
    private void leave() {
        // What a shard tells of itself is about a second old.
        Await.until("all audiences are counted", () -> audiences() == attackers.size() + 1);
        attackers.forEach(RawClient::close);
        attackers.clear();
        assertOnlyTheWatcherIsLeft();
        Await.until("only the watcher's audience is left", () -> audiences() == 1);
        Await.until("no shape is left but the watcher's", () -> shapes() <= 1);
    }

    private long audiences() {
        return hub.hub().stats().sum(shard -> shard.members().audiences());
    }
}
