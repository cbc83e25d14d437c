package dev.tidings.bench;

import dev.tidings.emitter.Attribute;
import dev.tidings.emitter.Emitter;
import dev.tidings.emitter.Topic;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An emit and its listeners: from a record to JSON, to a log in memory, and to who listens, on another thread.
 * <p>
 * An operation is an event. In a burst nobody waits but for the last one; alone, each is waited for.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms2g", "-Xmx2g"})
public class EmitBenchmark {

    private static final int BURST = 1_000;

    /** Who listens. */
    public enum Who {
        NOBODY,
        /** One listener to the type. */
        TYPE,
        /** One through a wildcard. */
        WILDCARD,
        /** Ten through wildcards that match, beside ninety that do not. */
        WILDCARDS
    }

    /** What is emitted. */
    @Topic("filter.verified.first")
    public record Verified(@Attribute String email, boolean isVerified) {}

    @Param
    public Who who = Who.NOBODY;

    private final Hub hub = Hub.open();
    private final Emitter emitter = Emitter.builder(hub).leakWarning(0).build();
    private final Verified event = new Verified("ann@example.com", true);
    private final LongAdder heard = new LongAdder();

    @Setup
    public void listen() {
        switch (who) {
            case NOBODY -> {}
            case TYPE -> emitter.on(Verified.class, heardEvent -> heard.increment());
            case WILDCARD -> emitter.on("filter.*.first", any -> heard.increment());
            case WILDCARDS -> listenToMany();
        }
    }

    private void listenToMany() {
        for (String pattern : List.of("**", "filter.**", "*.verified.*", "**.first", "filter.*.*")) {
            emitter.on(pattern, any -> heard.increment());
            emitter.on(pattern, any -> heard.increment());
        }
        for (int i = 0; i < 90; i++) {
            emitter.on("chat." + i + ".**", any -> heard.increment());
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public EventId burst() {
        CompletionStage<EventId> last = emitter.emit(event);
        for (int i = 1; i < BURST; i++) {
            last = emitter.emit(event);
        }
        return last.toCompletableFuture().join();
    }

    @Benchmark
    public EventId alone() {
        return emitter.emit(event).toCompletableFuture().join();
    }

    @TearDown
    public void close() {
        hub.close();
    }
}
