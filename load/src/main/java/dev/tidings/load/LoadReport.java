package dev.tidings.load;

import java.util.List;
import java.util.Locale;

/**
 * What was measured.
 *
 * @param subscribers how many listened
 * @param published events sent
 * @param delivered events that came, right or wrong
 * @param timedPublished events sent after the warm-up
 * @param timedDelivered events that came after the warm-up
 * @param refused requests that were answered with no success; what they held counts as lost
 * @param flaws what was not as it should be, in the warm-up or later
 * @param usage from the end of the warm-up to the last delivery
 * @param latency from when an event was sent, or due, to its arrival
 * @param last the same to its arrival at the last of its subscribers; empty if they are not all on one loop
 * @param roundTrip from when a request was sent, or due, to its answer
 * @param busy the share of time in which each of the generator's loops had work, the publishing one last
 * @param residentBytes memory of the server's processes at the end, 0 if not asked for
 * @param trouble the first thing that went wrong, or nothing
 */
public record LoadReport(
        int subscribers,
        long published,
        long delivered,
        long timedPublished,
        long timedDelivered,
        long refused,
        Flaws flaws,
        Usage usage,
        Percentiles latency,
        Percentiles last,
        Percentiles roundTrip,
        List<Double> busy,
        long residentBytes,
        String trouble) {

    /** Whether every event came to each of its subscribers once, in order, and to nobody else. */
    public boolean isExact() {
        return flaws.isNone() && refused == 0 && trouble.isEmpty();
    }

    /** Whether the figures say more about the generator than about the hub. */
    public boolean isBottleneck() {
        return Loops.isBottleneck(busy);
    }

    /** All of it as a JSON object. */
    public String json() {
        return into(new Json()).toString();
    }

    Json into(Json json) {
        json.put("subscribers", subscribers)
                .put("published", published)
                .put("delivered", delivered)
                .put("timedPublished", timedPublished)
                .put("timedDelivered", timedDelivered)
                .put("seconds", usage.seconds())
                .put("deliveriesPerSecond", usage.perSecond(timedDelivered))
                .put("eventsPerSecond", usage.perSecond(timedPublished))
                .put("cpuSeconds", usage.cpuSeconds())
                .put("cpuMicrosPerDelivery", usage.cpuMicrosPer(timedDelivered))
                .put("cpuMicrosPerEvent", usage.cpuMicrosPer(timedPublished))
                .put("generatorCpuSeconds", usage.generatorCpuSeconds())
                .put("latencyMicros", latency.json())
                .put("lastMicros", last.json())
                .put("roundTripMicros", roundTrip.json());
        return flaws.into(json)
                .put("refused", refused)
                .put("generatorBusy", busy)
                .put("bottleneck", isBottleneck())
                .put("exact", isExact())
                .put("trouble", trouble)
                .put("residentBytes", residentBytes);
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        row(table, "subscribers", text("%,d", subscribers));
        row(table, "published", text("%,d, %,.0f/s", published, usage.perSecond(timedPublished)));
        row(table, "delivered", text("%,d, %,.0f/s", delivered, usage.perSecond(timedDelivered)));
        row(table, "wrong", flaws.toString());
        row(table, "latency", latency.toString());
        row(table, "last of all", last.toString());
        row(table, "round trip", roundTrip.toString());
        if (usage.cpuSeconds() > 0) {
            double each = usage.cpuMicrosPer(timedDelivered);
            row(
                    table,
                    "hub's CPU",
                    text("%.2f s in %.2f s, %.3f us per delivery", usage.cpuSeconds(), usage.seconds(), each));
            row(table, "hub's memory", text("%,d KiB resident", residentBytes >> 10));
        }
        double own = usage.generatorCpuSeconds();
        row(table, "own CPU", text("%.2f s, %.3f us per delivery", own, own * 1e6 / Math.max(1, timedDelivered)));
        row(table, "loops busy", Loops.shares(busy));
        if (isBottleneck()) row(table, "NOTE", Loops.BOTTLENECK_NOTE);
        if (refused > 0) row(table, "REFUSED", text("%,d requests", refused));
        if (!trouble.isEmpty()) row(table, "TROUBLE", trouble);
        return table.toString();
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static void row(StringBuilder table, String name, String text) {
        table.append(String.format(Locale.ROOT, "%-13s ", name)).append(text);
        table.append('\n');
    }
}
