package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a drain allocates is for its events, however many subscribers get them. */
class DrainAllocationTest {

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The one that allocated least counts: what the JVM does by the way is in some of them, what a drain needs in all. */
    private static final int DRAINS = 100;

    /** Room for what the compiler does away with in one of the two and not in the other; far below a byte for each subscriber. */
    private static final long SLACK_BYTES = 256;

    @Test
    void drainAllocatesNothingForASubscriber() {
        long forFew = leastAllocated(100);
        long forMany = leastAllocated(10_000);

        assertThat(forFew).isPositive();
        assertThat(forMany).isLessThan(forFew + SLACK_BYTES);
    }

    private static long leastAllocated(int subscribers) {
        TaskLoop loop = new TaskLoop();
        // Time stands still: however slow the machine is, no drain rests.
        try (Hub hub = Hub.builder().ticker(() -> 0).open()) {
            Shard shard = hub.addShard(loop);
            Taker[] takers = new Taker[subscribers];
            for (int i = 0; i < subscribers; i++) {
                takers[i] = new Taker();
                shard.join(new JoinRequest<>(
                        takers[i],
                        Subscription.of(Filter.topic("a")),
                        Blocks.INSTANCE,
                        Start.now(),
                        "",
                        Duration.ZERO,
                        Duration.ZERO));
            }
            loop.run();
            long least = Long.MAX_VALUE;
            for (int i = 0; i < DRAINS; i++) {
                hub.publish(Event.of("a", "x")).toCompletableFuture().join();
                long before =
                        MEMORY.getThreadAllocatedBytes(Thread.currentThread().getId());
                loop.run();
                long after =
                        MEMORY.getThreadAllocatedBytes(Thread.currentThread().getId());
                least = Math.min(least, after - before);
            }
            assertThat(takers).allSatisfy(taker -> assertThat(taker.taken).isEqualTo(DRAINS));
            return least;
        } finally {
            loop.run();
        }
    }

    /** Runs on the thread of the test, and allocates nothing itself. */
    private static final class TaskLoop implements EventLoop {
        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public boolean inEventLoop() {
            return true;
        }

        @Override
        public void schedule(Runnable task, long delayNanos) {}

        void run() {
            Runnable task = tasks.poll();
            while (task != null) {
                task.run();
                task = tasks.poll();
            }
        }
    }

    private static final class Taker implements Subscriber<byte[]> {
        private int taken;

        @Override
        public void joined(EventId position) {}

        @Override
        public void deliver(byte[] batch) {
            taken++;
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public long progress() {
            return 0;
        }

        @Override
        public void whenDrained(Runnable task) {}

        @Override
        public void ended(CloseReason reason) {}
    }

    private enum Blocks implements Encoding<byte[]> {
        INSTANCE;

        @Override
        public byte[] frame(EncodedEvent event) {
            return event.payload(EventField.TYPE);
        }

        @Override
        public byte[] chain(List<byte[]> frames) {
            throw new AssertionError("more than one event in a drain");
        }

        @Override
        public long bytes(byte[] batch) {
            return batch.length;
        }

        @Override
        public void release(byte[] batch) {}

        @Override
        public byte[] gap(Gap gap) {
            throw new AssertionError(gap);
        }

        @Override
        public byte @Nullable [] heartbeat(@Nullable EventId position) {
            return null;
        }

        @Override
        public byte @Nullable [] closed(CloseReason reason) {
            return null;
        }
    }
}
