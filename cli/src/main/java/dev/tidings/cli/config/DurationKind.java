package dev.tidings.cli.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A time span between two bounds, in whole milliseconds. */
record DurationKind(Duration min, Duration max) implements Kind<Duration> {

    private static final Map<String, Long> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("ms", 1L);
        UNITS.put("s", 1_000L);
        UNITS.put("m", 60_000L);
        UNITS.put("h", 3_600_000L);
        UNITS.put("d", 86_400_000L);
    }

    @Override
    public Duration parse(String text) {
        Duration value = Duration.ofMillis(Quantity.parse(text, UNITS, "s"));
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw refuse(text);
        }
        return value;
    }

    @Override
    public String format(Duration value) {
        return Quantity.format(value.toMillis(), UNITS);
    }

    @Override
    public String expectation() {
        return "a duration from " + format(min) + " to " + format(max);
    }
}
