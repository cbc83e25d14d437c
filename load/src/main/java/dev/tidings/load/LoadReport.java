package dev.tidings.load;

import java.util.List;
import java.util.Locale;

/**
 * What was measured.
 *
 * @param subscribers how many listened
 * @param published events sent
 * @param refused requests that were answered with anything but 200; what they held counts as lost
 * @param delivered events that came, right or wrong
 * @param lost numbers that did not come to a subscriber and that no gap announced
 * @param announced numbers that did not come, as a gap announced
 * @param gaps gaps announced
 * @param duplicates numbers that came again
 * @param late numbers that came after a later one
 * @param strayed events that came to a subscriber they were not for
 * @param foreign events that are not from this generator
 * @param dropped streams that ended by themselves
 * @param publishSeconds from the first request to the last answer
 * @param seconds from the first request to the last delivery
 * @param latency from when an event was sent, or due, to its arrival
 * @param roundTrip from when a request was sent, or due, to its answer
 * @param busy the share of time in which each of the generator's loops had work, the publishing one last
 * @param hubCpuSeconds CPU time of the hub's process, 0 if not asked for
 * @param hubResidentBytes memory of the hub's process at the end, 0 if not asked for
 * @param trouble the first thing that went wrong, or nothing
 */
public record LoadReport(
        int subscribers,
        long published,
        long refused,
        long delivered,
        long lost,
        long announced,
        long gaps,
        long duplicates,
        long late,
        long strayed,
        long foreign,
        long dropped,
        double publishSeconds,
        double seconds,
        Percentiles latency,
        Percentiles roundTrip,
        List<Double> busy,
        double hubCpuSeconds,
        long hubResidentBytes,
        String trouble) {

    /** 0.8: above, a loop is often late by itself, and what it measures is mostly its own queue. */
    public static final double BOTTLENECK = 0.8;

    /** Whether every event came to each of its subscribers once, in order, and to nobody else. */
    public boolean isExact() {
        return lost + announced + gaps + duplicates + late + strayed + foreign + dropped + refused == 0
                && trouble.isEmpty();
    }

    /** Whether the figures say more about the generator than about the hub. */
    public boolean isBottleneck() {
        return busy.stream().anyMatch(share -> share > BOTTLENECK);
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        row(table, "subscribers", text("%,d", subscribers));
        row(table, "published", text("%,d in %.2f s, %,.0f/s", published, publishSeconds, published / publishSeconds));
        row(table, "delivered", text("%,d in %.2f s, %,.0f/s", delivered, seconds, delivered / seconds));
        row(
                table,
                "wrong",
                text(
                        "lost %,d  duplicate %,d  late %,d  strayed %,d  foreign %,d",
                        lost, duplicates, late, strayed, foreign));
        row(table, "gaps", text("%,d, of %,d events", gaps, announced));
        row(table, "latency", latency.toString());
        row(table, "round trip", roundTrip.toString());
        if (hubCpuSeconds > 0) {
            double microsEach = hubCpuSeconds * 1e6 / Math.max(1, delivered);
            row(table, "hub's CPU", text("%.2f s, %.3f us per delivery", hubCpuSeconds, microsEach));
            row(table, "hub's memory", text("%,d KiB resident", hubResidentBytes >> 10));
        }
        row(table, "loops busy", shares());
        if (isBottleneck())
            row(table, "NOTE", "the generator itself is the bottleneck: more --loops, or more processes");
        if (refused > 0) row(table, "REFUSED", text("%,d requests", refused));
        if (dropped > 0) row(table, "DROPPED", text("%,d streams", dropped));
        if (!trouble.isEmpty()) row(table, "TROUBLE", trouble);
        return table.toString();
    }

    private String shares() {
        StringBuilder shares = new StringBuilder();
        for (int i = 0; i < busy.size(); i++) {
            boolean last = i == busy.size() - 1;
            shares.append(String.format(Locale.ROOT, "%s %.0f %%  ", last ? "publisher" : "reader", busy.get(i) * 100));
        }
        return shares.toString().strip();
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
