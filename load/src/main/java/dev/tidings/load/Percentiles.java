package dev.tidings.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a histogram lie, in nanoseconds.
 *
 * @param count how many there were
 */
public record Percentiles(long count, long p50Nanos, long p90Nanos, long p99Nanos, long p999Nanos, long maxNanos) {

    static Percentiles of(Histogram histogram) {
        return new Percentiles(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }

    /** In microseconds; of none, nulls. */
    Json json() {
        return new Json()
                .put("count", count)
                .put("p50", micros(p50Nanos))
                .put("p90", micros(p90Nanos))
                .put("p99", micros(p99Nanos))
                .put("p999", micros(p999Nanos))
                .put("max", micros(maxNanos));
    }

    private @Nullable Double micros(long nanos) {
        return count == 0 ? null : nanos / 1e3;
    }

    @Override
    public String toString() {
        if (count == 0) return "none timed";
        return String.format(
                Locale.ROOT,
                "p50 %s  p90 %s  p99 %s  p99.9 %s  max %s  (%,d)",
                time(p50Nanos),
                time(p90Nanos),
                time(p99Nanos),
                time(p999Nanos),
                time(maxNanos),
                count);
    }

    static String time(long nanos) {
        if (nanos < 10_000_000) return String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
        if (nanos < 10_000_000_000L) return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
