package dev.tidings.bench;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.JoinRequest;
import dev.tidings.hub.shard.Shard;
import dev.tidings.hub.shard.Start;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A publish and the drain that gives it to all subscribers of one audience.
 * <p>
 * With {@code -prof gc}: what is allocated must not grow with the number of subscribers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FanOutBenchmark {

    @Param({"100", "1000", "10000"})
    public int subscribers;

    /** Events of one publish. */
    @Param({"1", "32"})
    public int burst;

    private final DrivenLoop loop = new DrivenLoop();
    private final Hub hub =
            Hub.builder().log(MemoryLog.builder().maxBytes(16 << 20).open()).open();
    private final Shard shard = hub.addShard(loop);
    private Publication publication = publication(1);
    private CountingSubscriber[] counting = {};
    private long published;

    private static Publication publication(int events) {
        Event event = DataShape.SMALL_JSON.event();
        return Publication.of(Collections.nCopies(events, event));
    }

    @Setup
    public void join() {
        publication = publication(burst);
        counting = new CountingSubscriber[subscribers];
        for (int i = 0; i < subscribers; i++) {
            counting[i] = new CountingSubscriber();
            shard.join(new JoinRequest<>(
                    counting[i],
                    Subscription.of(Filter.topic("filter.verified")),
                    BytesEncoding.INSTANCE,
                    Start.now(),
                    "",
                    Duration.ZERO,
                    Duration.ZERO));
        }
        loop.run();
    }

    @Benchmark
    public long publishAndDrain() {
        hub.publish(publication).toCompletableFuture().join();
        loop.run();
        return ++published;
    }

    @TearDown
    public void check() {
        // A burst is one batch, and a batch is one write; unless the thread was taken from its processor meanwhile.
        for (CountingSubscriber one : counting) {
            if (one.deliveries() < published || one.deliveries() > published + published / 100) {
                throw new IllegalStateException("deliveries: " + one.deliveries() + " (expected: " + published + ")");
            }
        }
        hub.close();
        loop.run();
    }
}
