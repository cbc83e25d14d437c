package dev.tidings.bench;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.log.rocksdb.RocksLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/** The ten events that one of many subscribers missed, found and read; each time those of another one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms4g", "-Xmx4g", "--enable-native-access=ALL-UNNAMED"})
public class ReplayBenchmark {

    private static final int MISSED = 10;

    /** Coprime to the number of users: from one to the next is far in the log, and in memory. */
    private static final int STRIDE = 7_919;

    /** Where the log lies. */
    public enum Place {
        MEMORY,
        FOLDER
    }

    @Param
    public Place place = Place.MEMORY;

    @Param({"10000", "1000000"})
    public int events;

    private Path folder = Path.of("");
    private EventLog log = MemoryLog.open();
    private Subscription[] subscriptions = {};
    private int next;

    @Setup
    public void fill() throws IOException {
        folder = Files.createTempDirectory("tidings-replay-");
        log = place == Place.MEMORY
                ? MemoryLog.builder().maxBytes(1L << 30).open()
                : RocksLog.builder(folder.resolve("log")).open();
        int users = events / MISSED;
        List<Event> batch = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            batch.add(Event.of("filter.verified", DataShape.SMALL_JSON.data()).with("email", email(i % users)));
            if (batch.size() == 1_000 || i == events - 1) {
                log.append(batch).toCompletableFuture().join();
                batch = new ArrayList<>();
            }
        }
        subscriptions = new Subscription[users];
        for (int i = 0; i < users; i++) {
            subscriptions[i] = Subscription.of(Filter.topic("filter.verified").where("email", email(i)));
        }
        if (replay().size() != MISSED) {
            throw new IllegalStateException("the log does not retain what was appended");
        }
    }

    private static String email(int user) {
        return "user" + user + "@example.com";
    }

    @Benchmark
    public List<Delivery> replay() {
        next = (next + STRIDE) % subscriptions.length;
        long[] positions = log.replayIndex()
                .matches(subscriptions[next], log.earliest(), log.head(), 32)
                .positions();
        return log.read(positions);
    }

    @TearDown
    public void close() throws IOException {
        log.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
