package dev.tidings.it;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.hub.shard.HubMetrics;
import dev.tidings.server.SseServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * A hub for the load generator's scenarios that watches its own memory and tells of it when its input ends.
 *
 * <pre>{@code
 * java -cp ... dev.tidings.it.MeasuredHub --port 8080 --loops 1 --sliced true --log-mib 256
 * }</pre>
 */
public final class MeasuredHub {

    private static final long LOOK_NANOS = 20_000_000;

    private final LongAdder joined = new LongAdder();
    private final LongAdder left = new LongAdder();
    private final LongAdder turnedBehind = new LongAdder();
    private final LongAdder turnedLive = new LongAdder();
    private final LongAdder pages = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder overruns = new LongAdder();
    private final AtomicLong mostHeap = new AtomicLong();
    private volatile long mostDirect;

    private MeasuredHub() {}

    public static void main(String[] arguments) throws IOException {
        new MeasuredHub().run(arguments);
    }

    private static String option(String[] arguments, String name, String otherwise) {
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            if (arguments[i].equals("--" + name)) {
                return arguments[i + 1];
            }
        }
        return otherwise;
    }

    private void run(String[] arguments) throws IOException {
        HubLimits limits = Boolean.parseBoolean(option(arguments, "sliced", "true"))
                ? HubLimits.DEFAULT
                : HubLimits.DEFAULT.withSlice(Integer.MAX_VALUE, Duration.ofDays(1));
        long logMib = Long.parseLong(option(arguments, "log-mib", "256"));
        MemoryLog log = MemoryLog.builder().maxBytes(logMib << 20).open();
        watchHeap();
        try (Hub hub = Hub.builder()
                        .limits(limits)
                        .log(log)
                        .metrics(new Counts())
                        .open();
                SseServer server = SseServer.builder(hub)
                        .port(Integer.parseInt(option(arguments, "port", "8080")))
                        .eventLoops(Integer.parseInt(option(arguments, "loops", "1")))
                        .start()) {
            System.out.println("ready on port " + server.port() + ", pid "
                    + ProcessHandle.current().pid() + ", " + limits);
            Thread watcher = new Thread(this::watchDirect, "watcher");
            watcher.setDaemon(true);
            watcher.start();
            while (System.in.read() >= 0) {
                report(log);
            }
        }
    }

    private void watchDirect() {
        while (true) {
            long used = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                    .metric()
                    .usedDirectMemory();
            mostDirect = Math.max(mostDirect, used);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** What is left after each collection is what lives, and some that only looks so. */
    private void watchHeap() {
        ManagementFactory.getGarbageCollectorMXBeans()
                .forEach(collector -> ((NotificationEmitter) collector)
                        .addNotificationListener(
                                (notification, handback) -> {
                                    long used = GarbageCollectionNotificationInfo.from(
                                                    (CompositeData) notification.getUserData())
                                            .getGcInfo()
                                            .getMemoryUsageAfterGc()
                                            .values()
                                            .stream()
                                            .mapToLong(MemoryUsage::getUsed)
                                            .sum();
                                    mostHeap.accumulateAndGet(used, Math::max);
                                },
                                null,
                                null));
    }

    private void report(MemoryLog log) {
        long direct = mostDirect;
        long heap = mostHeap.get();
        System.gc();
        long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        System.out.printf(
                "direct at most %,d KiB, after a collection at most %,d KiB in all pools; live heap now %,d KiB, of which log"
                        + " %,d KiB%njoined %d left %d turned behind %d live %d pages %d gaps %d overruns %d%n",
                direct >> 10,
                heap >> 10,
                live >> 10,
                log.bytes() >> 10,
                joined.sum(),
                left.sum(),
                turnedBehind.sum(),
                turnedLive.sum(),
                pages.sum(),
                gaps.sum(),
                overruns.sum());
        mostDirect = 0;
        mostHeap.set(0);
    }

    private final class Counts implements HubMetrics {

        @Override
        public void joined() {
            joined.increment();
        }

        @Override
        public void left() {
            left.increment();
        }

        @Override
        public void turnedBehind() {
            turnedBehind.increment();
        }

        @Override
        public void turnedLive() {
            turnedLive.increment();
        }

        @Override
        public void pageRead(int events, long bytes) {
            pages.increment();
        }

        @Override
        public void gap(Gap.Reason reason) {
            gaps.increment();
        }

        @Override
        public void shardOverrun() {
            overruns.increment();
        }
    }
}
