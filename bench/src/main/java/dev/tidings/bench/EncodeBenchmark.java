package dev.tidings.bench;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.shard.EncodedEvent;
import dev.tidings.hub.shard.EventField;
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
import org.openjdk.jmh.annotations.Warmup;

/** What a shard does once for each event: a block of {@code text/event-stream} with id, type and data. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncodeBenchmark {

    @Param
    public DataShape shape = DataShape.SMALL_JSON;

    private Delivery delivery = new Delivery("", 0, 0, DataShape.SMALL_JSON.event());

    @Setup
    public void fill() {
        delivery = new Delivery("k3fq9x2a", 1_234_567, 1_767_225_600_000L, shape.event());
    }

    @Benchmark
    public byte[] encode() {
        return new EncodedEvent(delivery).payload(EventField.TYPE);
    }
}
