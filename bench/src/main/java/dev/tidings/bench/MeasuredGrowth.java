package dev.tidings.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the cost of a hub grows with its subscribers: what each takes of the heap, and what coming, leaving and being given an
 * event take of the processor. Subscribers without sockets, who take everything at once: only the hub is measured.
 * <p>
 * Prints a table in Markdown; time is that of the thread that does it all.
 */
public final class MeasuredGrowth {

    private static final String HELP = """
            MeasuredGrowth [--subscribers 1000,10000,100000,1000000] [--kinds one,own,inbox] [--json FILE]
                           [--hold-seconds 0]                    so long all stay when they were measured, for a look from outside
            """;

    /** What was measured; a figure that makes no sense for a kind is {@link Double#NaN}. */
    private record Row(
            GrowthKind kind,
            int subscribers,
            double heapBytes,
            double joinNanos,
            double leaveNanos,
            double targetedNanos,
            double broadcastNanos,
            double heapLeftBytes) {

        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"kind\":\"%s\",\"subscribers\":%d,\"heapBytes\":%.1f,\"joinNanos\":%.1f,\"leaveNanos\":%.1f,"
                            + "\"targetedNanos\":%s,\"broadcastNanos\":%s,\"heapLeftBytes\":%.1f}",
                    kind.name().toLowerCase(Locale.ROOT),
                    subscribers,
                    heapBytes,
                    joinNanos,
                    leaveNanos,
                    Double.isNaN(targetedNanos) ? "null" : String.format(Locale.ROOT, "%.1f", targetedNanos),
                    Double.isNaN(broadcastNanos) ? "null" : String.format(Locale.ROOT, "%.2f", broadcastNanos),
                    heapLeftBytes);
        }
    }

    private final long holdMillis;
    private final List<Row> rows = new ArrayList<>();

    private MeasuredGrowth(long holdMillis) {
        this.holdMillis = holdMillis;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Integer> sizes = List.of(1_000, 10_000, 100_000, 1_000_000);
        List<GrowthKind> kinds = List.of(GrowthKind.values());
        Path json = null;
        long holdMillis = 0;
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (arguments[i]) {
                case "--subscribers" ->
                    sizes = Arrays.stream(value.split(","))
                            .map(Integer::valueOf)
                            .toList();
                case "--kinds" ->
                    kinds = Arrays.stream(value.toUpperCase(Locale.ROOT).split(","))
                            .map(GrowthKind::valueOf)
                            .toList();
                case "--json" -> json = Path.of(value);
                case "--hold-seconds" -> holdMillis = Long.parseLong(value) * 1_000;
                default -> throw new IllegalArgumentException(arguments[i] + "\n" + HELP);
            }
        }
        new MeasuredGrowth(holdMillis).measure(kinds, sizes, json);
    }

    private void measure(List<GrowthKind> kinds, List<Integer> sizes, @Nullable Path json)
            throws IOException, InterruptedException {
        for (int round = 0; round < 2; round++) {
            // Everything that will be measured once before: the first one would pay for the compiler.
            for (GrowthKind kind : kinds) {
                measure(kind, 20_000);
            }
        }
        rows.clear();
        System.out.println(
                "| subscriptions | subscribers | heap each | join | leave | targeted event | broadcast, each |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|");
        for (GrowthKind kind : kinds) {
            for (int size : sizes) {
                print(measure(kind, size));
            }
        }
        if (json != null) {
            Files.writeString(json, rows.stream().map(Row::json).collect(Collectors.joining(",\n", "[", "]\n")));
        }
    }

    private Row measure(GrowthKind kind, int size) throws InterruptedException {
        try (GrownHub hub = new GrownHub(kind, size)) {
            long empty = LiveHeap.bytes();
            double join = hub.join();
            double heap = LiveHeap.bytes() - empty;
            double targeted = kind.hasTargeted() ? hub.targeted() : Double.NaN;
            double broadcast = kind.hasBroadcast() ? hub.broadcast() : Double.NaN;
            double heapAfterwards = LiveHeap.bytes() - empty;
            // As long as was asked for, so that somebody can look at the heap with jcmd.
            Thread.sleep(holdMillis);
            double leave = hub.leave();
            Row row = new Row(
                    kind,
                    size,
                    Math.max(heap, heapAfterwards) / size,
                    join,
                    leave,
                    targeted,
                    broadcast,
                    LiveHeap.bytes() - (double) empty);
            rows.add(row);
            return row;
        }
    }

    private static void print(Row row) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %,.0f B | %,.0f ns | %,.0f ns | %s | %s |%n",
                row.kind.title(),
                row.subscribers,
                row.heapBytes,
                row.joinNanos,
                row.leaveNanos,
                Double.isNaN(row.targetedNanos) ? "" : String.format(Locale.ROOT, "%,.0f ns", row.targetedNanos),
                Double.isNaN(row.broadcastNanos) ? "" : String.format(Locale.ROOT, "%,.1f ns", row.broadcastNanos));
    }
}
