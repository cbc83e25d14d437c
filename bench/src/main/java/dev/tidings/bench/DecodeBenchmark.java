package dev.tidings.bench;

import dev.tidings.sse.EventDecoder;
import dev.tidings.sse.SseEncoder;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** What a client does for each event: out of a stream that comes in pieces which end anywhere. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {

    private static final int EVENTS = 64;

    @Param
    public DataShape shape = DataShape.SMALL_JSON;

    /** What a read of a socket brings; not a multiple of any event. */
    @Param("8191")
    public int pieceBytes;

    private byte[] stream = {};
    private int decoded;
    private final EventDecoder decoder =
            new EventDecoder("http://localhost", "", EventDecoder.DEFAULT_MAX_EVENT_BYTES, message -> decoded++);

    @Setup
    public void fill() {
        byte[] block = SseEncoder.message("k3fq9x2a-1234567", "verified", shape.dataUtf8());
        ByteBuffer blocks = ByteBuffer.allocate(EVENTS * block.length);
        while (blocks.hasRemaining()) {
            blocks.put(block);
        }
        stream = blocks.array();
        decode();
        if (decoded != EVENTS) {
            throw new IllegalStateException("decoded: " + decoded + " (expected: " + EVENTS + ")");
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int decode() {
        for (int at = 0; at < stream.length; at += pieceBytes) {
            decoder.decode(ByteBuffer.wrap(stream, at, Math.min(pieceBytes, stream.length - at)));
        }
        return decoded;
    }
}
