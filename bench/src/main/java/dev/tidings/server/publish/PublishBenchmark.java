package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.hub.event.EventLimits;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The body of a publish, read as the server reads it: checked, and made events with compact data.
 * <p>
 * In the package of what it measures, as that is nobody else's to call. An operation is a body.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PublishBenchmark {

    /** What the data of each event is. */
    public enum Data {
        SMALL("{\"isVerified\": true, \"at\": \"2026-01-01T00:00:00Z\", \"by\": \"somebody\", \"n\": 1}"),
        TEXT_4K("{\"text\": \"" + "x".repeat(4 << 10) + "\"}"),
        NUMBERS_4K("[" + String.join(", ", Collections.nCopies(512, "123.75")) + "]");

        private final String json;

        Data(String json) {
            this.json = json;
        }
    }

    @Param
    public Data data = Data.SMALL;

    /** Events of a body; more than one are an array. */
    @Param({"1", "100"})
    public int events;

    private final EventJson json = new EventJson(EventLimits.DEFAULT);
    private byte[] body = {};

    @Setup
    public void fill() {
        String event = "{\"topic\": \"filter.verified\", \"attributes\": {\"email\": \"ann@example.com\"},"
                + " \"type\": \"verified\", \"data\": " + data.json + "}";
        String text = events == 1 ? event : "[" + String.join(",\n", Collections.nCopies(events, event)) + "]";
        body = text.getBytes(UTF_8);
        int parsed =
                json.parse(body, body.length, Publisher.UNKNOWN, null).events().size();
        if (parsed != events) {
            throw new IllegalStateException("events: " + parsed + " (expected: " + events + ")");
        }
    }

    @Benchmark
    public Object parse() {
        return json.parse(body, body.length, Publisher.UNKNOWN, null);
    }
}
