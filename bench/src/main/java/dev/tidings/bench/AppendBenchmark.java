package dev.tidings.bench;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;
import java.util.ArrayList;
import java.util.List;
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
 * An append to a log in memory that a hub follows: positions, the replay index, the tail, retention; no shard.
 * <p>
 * An operation is an append, of one event or of a batch.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms2g", "-Xmx2g"})
public class AppendBenchmark {

    private static final int USERS = 100_000;

    @Param({"1", "100"})
    public int batch;

    private final EventLog log = MemoryLog.open();
    private final Hub hub = Hub.builder().log(log).open();
    private Publication[] publications = {};
    private int next;

    @Setup
    public void fill() {
        publications = new Publication[USERS / batch];
        for (int i = 0; i < publications.length; i++) {
            List<Event> events = new ArrayList<>(batch);
            for (int j = 0; j < batch; j++) {
                events.add(Event.of("filter.verified", DataShape.SMALL_JSON.data())
                        .with("email", "user" + (i * batch + j) + "@example.com"));
            }
            publications[i] = Publication.of(events);
        }
    }

    @Benchmark
    public List<EventId> append() {
        next = (next + 1) % publications.length;
        return log.append(publications[next]).toCompletableFuture().join();
    }

    @TearDown
    public void close() {
        hub.close();
    }
}
