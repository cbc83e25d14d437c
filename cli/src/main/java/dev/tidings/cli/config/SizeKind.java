package dev.tidings.cli.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** A number of bytes between two bounds. */
record SizeKind(long min, long max) implements Kind<Long> {

    private static final Map<String, Long> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("B", 1L);
        UNITS.put("kB", 1_000L);
        UNITS.put("KB", 1_000L);
        UNITS.put("KiB", 1L << 10);
        UNITS.put("MB", 1_000_000L);
        UNITS.put("MiB", 1L << 20);
        UNITS.put("GB", 1_000_000_000L);
        UNITS.put("GiB", 1L << 30);
        UNITS.put("TB", 1_000_000_000_000L);
        UNITS.put("TiB", 1L << 40);
    }

    @Override
    public Long parse(String text) {
        long value = Quantity.parse(text, UNITS, "MiB");
        if (value < min || value > max) {
            throw refuse(text);
        }
        return value;
    }

    @Override
    public String format(Long value) {
        return Quantity.format(value, UNITS);
    }

    @Override
    public String expectation() {
        return "a size from " + format(min) + " to " + format(max);
    }
}
