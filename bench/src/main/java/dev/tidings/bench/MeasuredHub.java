package dev.tidings.bench;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.hub.shard.HubMetrics;
import dev.tidings.server.DrainPeriods;
import dev.tidings.server.ServerLimits;
import dev.tidings.server.SseServer;
import dev.tidings.server.Transport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * A hub in memory, with the knobs that measurements turn: event loops, slices, transport, stall limit.
 *
 * <p>Each line on its standard input is answered with one line about what it holds; it ends with the input.
 */
public final class MeasuredHub {
    private static final String HELP = """
            MeasuredHub [--port 8080] [--loops 1] [--transport auto] [--slice-writes 256] [--slice-micros 1000]
                        [--stall-seconds 60]
            """;

    /** Who came and went, and what turned behind. */
    private static final class Movements implements HubMetrics {
        private final LongAdder joined = new LongAdder();
        private final LongAdder left = new LongAdder();
        private final LongAdder behind = new LongAdder();
        private final LongAdder pages = new LongAdder();
        private final LongAdder gaps = new LongAdder();
        private final LongAdder overruns = new LongAdder();

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
            behind.increment();
        }

        @Override
        public void pageRead(int events, long bytes) {
            pages.increment();
        }

        @Override
        public void shardOverrun() {
            overruns.increment();
        }

        @Override
        public void gap(Gap.Reason reason) {
            gaps.increment();
        }
    }

    private MeasuredHub() {}

    /** Runs until the standard input ends. */
    public static void main(String[] arguments) throws IOException {
        int port = 8080;
        int loops = 1;
        Transport transport = Transport.AUTO;
        int sliceWrites = HubLimits.DEFAULT.sliceWrites();
        Duration slice = HubLimits.DEFAULT.slice();
        Duration stall = ServerLimits.DEFAULT_STALL;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--port" -> port = Integer.parseInt(value);
                case "--loops" -> loops = Integer.parseInt(value);
                case "--transport" -> transport = Transport.valueOf(value.toUpperCase(Locale.ROOT));
                case "--slice-writes" -> sliceWrites = Integer.parseInt(value);
                case "--slice-micros" -> slice = Duration.ofNanos(Long.parseLong(value) * 1000);
                case "--stall-seconds" -> stall = Duration.ofSeconds(Long.parseLong(value));
                default -> throw new IllegalArgumentException(arguments[i] + "\n" + HELP);
            }
        }
        Movements movements = new Movements();
        try (Hub hub = Hub.builder()
                        .limits(HubLimits.DEFAULT.withSlice(sliceWrites, slice))
                        .metrics(movements)
                        .open();
                SseServer server = SseServer.builder(hub)
                        .port(port)
                        .eventLoops(loops)
                        .transport(transport)
                        .limits(ServerLimits.DEFAULT.withStall(stall))
                        .drain(DrainPeriods.NONE)
                        .start()) {
            System.out.printf(
                    "ready on http://127.0.0.1:%d, process %d, %s, %d loops, slices of %d writes or %s%n",
                    server.port(), ProcessHandle.current().pid(), server.transport(), loops, sliceWrites, slice);
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (lines.readLine() != null) System.out.println(holding(server, movements));
        }
    }

    private static String holding(SseServer server, Movements movements) {
        long heap = LiveHeap.collected();
        long buffers = ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : -1;
        return String.format(
                Locale.ROOT,
                "live heap %,d KiB, buffers %,d KiB, connections %,d, joined %,d, left %,d, turned behind %,d, pages %,d, gaps %,d, overruns %,d",
                heap >> 10,
                buffers >> 10,
                server.connections(),
                movements.joined.sum(),
                movements.left.sum(),
                movements.behind.sum(),
                movements.pages.sum(),
                movements.gaps.sum(),
                movements.overruns.sum());
    }
}
