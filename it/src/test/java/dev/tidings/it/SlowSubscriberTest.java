package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.server.ServerBuilder;
import dev.tidings.server.ServerLimits;
import dev.tidings.server.Transport;
import dev.tidings.sse.SseMessage;
import dev.tidings.testkit.Await;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A subscriber that does not read costs bounded memory, delays nobody and misses nothing that is retained. The figures at full
 * size are measured with the load generator: docs/benchmarks-first.md.
 */
class SlowSubscriberTest {

    private static final long MIB = 1 << 20;
    private static final int STALLED = 10;
    private static final int HEALTHY = 10;
    private static final String HEALTHY_EMAIL = "healthy";

    /** Small ones, so that little reaches them. */
    private static final HubLimits LIMITS = HubLimits.DEFAULT
            .withTailBytes(2 * MIB)
            .withLiveBytes(128 << 10)
            .withPendingBytes(4 * MIB)
            .withPagesBytes(MIB);

    /** What the allocator keeps beside what is in use: chunks per thread and size. */
    private static final long ALLOCATOR_BYTES = 8 * MIB;

    /** The kernel shall hold little for those that do not read. */
    private static final int RECEIVE_BYTES = 16 << 10;

    private static Stream<Arguments> everyProtocolAndTransport() {
        return Stream.of(
                Arguments.of(Protocol.HTTP_1_1, Transport.AUTO),
                Arguments.of(Protocol.HTTP_1_0, Transport.AUTO),
                Arguments.of(Protocol.HTTP_2, Transport.AUTO),
                Arguments.of(Protocol.HTTP_1_1_TLS, Transport.AUTO),
                Arguments.of(Protocol.HTTP_2_TLS, Transport.AUTO),
                Arguments.of(Protocol.HTTP_1_1, Transport.EPOLL),
                Arguments.of(Protocol.HTTP_1_1, Transport.NIO));
    }

    private static RunningHub start(long logBytes, Transport transport) {
        Hub hub = Hub.builder()
                .limits(LIMITS)
                .log(MemoryLog.builder().maxBytes(logBytes).open())
                .open();
        return RunningHub.start(hub, (ServerBuilder settings) -> settings.transport(transport));
    }

    private static Event event(String email, int number) {
        int bytes = email.equals(HEALTHY_EMAIL) ? 1 << 10 : 16 << 10;
        return Event.of("note", number + " " + "x".repeat(bytes)).with("email", email);
    }

    /** A subscriber that reads only when it is told to. */
    private record Subscriber(RawClient client, DecodedStream stream) {

        static Subscriber open(RunningHub hub, Protocol protocol, String email, int receiveBytes) {
            RawClient client = RawClient.connect(hub.server(protocol).port(), protocol, receiveBytes);
            DecodedStream stream = DecodedStream.open(client, protocol, "/sse?email=" + email, "");
            return new Subscriber(client, stream.readBlock());
        }

        /** Everything up to a number, in order, without a gap. */
        void readAll(int from, int to) {
            for (int i = from; i <= to; i++) {
                assertThat(numberOf(stream.next())).isEqualTo(i);
            }
        }
    }

    private static int numberOf(SseMessage message) {
        assertThat(message.type()).isEqualTo(SseMessage.DEFAULT_TYPE);
        return Integer.parseInt(message.data().substring(0, message.data().indexOf(' ')));
    }

    private static List<Subscriber> open(RunningHub hub, Protocol protocol, String email, int count, int receiveBytes) {
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String own = email.endsWith("-") ? email + i : email;
            subscribers.add(Subscriber.open(hub, protocol, own, receiveBytes));
        }
        return subscribers;
    }

    private static CompletableFuture<Void> together(List<Subscriber> subscribers, int from, int to) {
        return CompletableFuture.allOf(subscribers.stream()
                .map(subscriber -> inThread(() -> subscriber.readAll(from, to)))
                .toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<Void> inThread(Runnable reader) {
        return CompletableFuture.runAsync(reader, task -> new Thread(task, "reader").start());
    }

    private static void close(List<Subscriber> subscribers) {
        subscribers.forEach(subscriber -> subscriber.client().close());
    }

    /** Watches how much memory for buffers is in use. */
    private static final class DirectMemory {

        private final long before = used();
        private long most = before;

        void look() {
            most = Math.max(most, used());
        }

        /** What the hub may have pending and in pages, and the allocator besides. */
        void assertWithinBudgets(String scenario) {
            look();
            System.out.printf("%s: direct memory %+d KiB at most%n", scenario, (most - before) >> 10);
            assertThat(most - before).isLessThan(LIMITS.pendingBytes() + LIMITS.pagesBytes() + ALLOCATOR_BYTES);
        }

        private static long used() {
            return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                    .metric()
                    .usedDirectMemory();
        }
    }

    @ParameterizedTest
    @MethodSource("everyProtocolAndTransport")
    void whoDoesNotReadForAWhileGetsEverythingInOrderAfterwards(Protocol protocol, Transport transport) {
        int events = 400;
        try (RunningHub hub = start(64 * MIB, transport)) {
            List<Subscriber> healthy = open(hub, protocol, HEALTHY_EMAIL, HEALTHY, 0);
            List<Subscriber> stalled = open(hub, protocol, "stalled", STALLED, RECEIVE_BYTES);
            DirectMemory memory = new DirectMemory();
            try {
                CompletableFuture<Void> reading = together(healthy, 0, events - 1);
                for (int i = 0; i < events; i++) {
                    hub.publish(event("stalled", i));
                    hub.publish(event(HEALTHY_EMAIL, i));
                    memory.look();
                }
                reading.join();
                together(stalled, 0, events - 1).join();

                hub.publish(event("stalled", events));
                together(stalled, events, events).join();
                memory.assertWithinBudgets("one audience");
            } finally {
                close(healthy);
                close(stalled);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyProtocolAndTransport")
    void whoDoesNotReadForTooLongIsToldOfAGapAndGetsWhatIsRetained(Protocol protocol, Transport transport) {
        int events = 300;
        try (RunningHub hub = start(16 * MIB, transport)) {
            List<Subscriber> stalled = open(hub, protocol, "stalled-", STALLED, RECEIVE_BYTES);
            DirectMemory memory = new DirectMemory();
            try {
                for (int i = 0; i < events; i++) {
                    for (int each = 0; each < STALLED; each++) {
                        hub.publish(event("stalled-" + each, i));
                    }
                    memory.look();
                }
                CompletableFuture.allOf(stalled.stream()
                                .map(subscriber -> inThread(() -> readWithGaps(subscriber.stream(), events - 1)))
                                .toArray(CompletableFuture<?>[]::new))
                        .join();
                memory.assertWithinBudgets("an audience each");
            } finally {
                close(stalled);
            }
        }
    }

    /** Reads up to a number: nothing is missing but where a gap has been told of before, and at least one has. */
    private static void readWithGaps(DecodedStream stream, int last) {
        int number = -1;
        int gaps = 0;
        boolean mayMiss = false;
        while (number < last) {
            SseMessage message = stream.next();
            if (message.type().equals(Gap.TYPE)) {
                gaps++;
                mayMiss = true;
            } else {
                int next = numberOf(message);
                assertThat(next).isGreaterThan(number);
                assertThat(mayMiss || next == number + 1).isTrue();
                mayMiss = false;
                number = next;
            }
        }
        assertThat(gaps).isPositive();
    }

    @ParameterizedTest
    @MethodSource("everyProtocolAndTransport")
    void whoNeverReadsIsCutOffAndResumes(Protocol protocol, Transport transport) {
        int events = 200;
        ServerLimits limits = ServerLimits.DEFAULT.withStall(Duration.ofSeconds(1));
        try (RunningHub hub =
                RunningHub.start(settings -> settings.transport(transport).limits(limits))) {
            Subscriber dead = Subscriber.open(hub, protocol, "stalled", RECEIVE_BYTES);
            for (int i = 0; i < events; i++) {
                hub.publish(event("stalled", i));
            }
            Await.until("the dead reader is cut off", () -> subscribers(hub) == 0);
            // With HTTP/2 it is the stream that is cut off; others of its connection may be read.
            int left = protocol.isHttp2() ? 1 : 0;
            Await.until("what is left", () -> hub.server(protocol).connections() == left);

            List<SseMessage> messages = new ArrayList<>();
            drain(dead, messages);
            String lastId = dead.stream().lastEventId();
            try (RawClient again = hub.connect(protocol)) {
                DecodedStream stream = DecodedStream.open(again, protocol, "/sse?email=stalled", lastId);
                while (messages.size() < events) {
                    messages.add(stream.next());
                }
            }
            assertThat(messages)
                    .extracting(SlowSubscriberTest::numberOf)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    private static int subscribers(RunningHub hub) {
        return hub.hub()
                .count(Subscription.of(Filter.all()))
                .toCompletableFuture()
                .join();
    }

    /** What was on its way when the connection was cut off; the kernel throws most of it away. */
    @SuppressWarnings("try") // named to be closed, not to be used
    private static void drain(Subscriber dead, List<SseMessage> messages) {
        try (RawClient client = dead.client()) {
            while (dead.stream().readByte()) {
                SseMessage message = dead.stream().poll();
                if (message != null) {
                    messages.add(message);
                }
            }
        } catch (UncheckedIOException cutOff) {
            assertThat(cutOff).hasMessageContaining("the connection has ended");
        }
    }

    @Test
    void whoReadsALittleNowAndThenIsNotCutOff() {
        ServerLimits limits = ServerLimits.DEFAULT.withStall(Duration.ofSeconds(1));
        int events = 320;
        try (RunningHub hub = RunningHub.start(settings -> settings.limits(limits))) {
            Subscriber slow = Subscriber.open(hub, Protocol.HTTP_1_1, "slow", RECEIVE_BYTES);
            EventId last = null;
            for (int i = 0; i < events; i++) {
                last = hub.publish(event("slow", i));
            }
            long start = System.nanoTime();
            for (int i = 0; i < events; i++) {
                // 40 events at most each 400 ms: in all three times as long as the stall limit.
                long due = start + i / 40 * 400_000_000L;
                Await.until("the next is due", () -> System.nanoTime() - due >= 0);
                slow.readAll(i, i);
            }
            assertThat(slow.stream().lastEventId()).isEqualTo(last.toString());
            slow.client().close();
        }
    }
}
