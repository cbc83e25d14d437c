package dev.tidings.cli.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number with its unit, as in {@code 1.5GiB}: how durations and sizes are written. */
final class Quantity {

    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-z]*)");

    private Quantity() {}

    /**
     * Counts in the smallest unit what the text says.
     *
     * @param units what each unit is worth, the smallest one first
     * @param usual the unit to suggest where none was written
     * @throws IllegalArgumentException if the text is no such quantity, has no unit or is no whole number of the smallest one
     */
    static long parse(String text, Map<String, Long> units, String usual) {
        Matcher matcher = FORM.matcher(text.strip());
        String all = String.join(", ", units.keySet());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' (expected: a number and its unit, as in 10" + usual + ")");
        }
        String number = matcher.group(1);
        String unit = matcher.group(2);
        if (unit.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + text + "' has no unit (expected: one of " + all + ", as in " + number + usual + ")");
        }
        Long worth = units.get(unit);
        if (worth == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' has the unknown unit '" + unit + "' (expected: one of " + all + ")");
        }
        try {
            return new BigDecimal(number)
                    .multiply(BigDecimal.valueOf(worth))
                    .setScale(0, RoundingMode.UNNECESSARY)
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: a whole number of "
                    + units.keySet().iterator().next() + " below 2^63)");
        }
    }

    /** The quantity in the largest unit that divides it. */
    static String format(long count, Map<String, Long> units) {
        String best = "";
        long worth = 0;
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            if (count % unit.getValue() == 0 && unit.getValue() > worth && (count != 0 || worth == 0)) {
                best = unit.getKey();
                worth = unit.getValue();
            }
        }
        return count / worth + best;
    }
}
