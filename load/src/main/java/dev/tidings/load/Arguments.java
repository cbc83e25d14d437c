package dev.tidings.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Options of the form {@code --name value}; each is asked for by its name, and one that nobody asks for is an error. */
final class Arguments {
    private final Map<String, String> given = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    /** @throws IllegalArgumentException if they do not have that form */
    Arguments(String[] arguments, int from) {
        for (int i = from; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--")) {
                throw new IllegalArgumentException(arguments[i] + " (expected: --option value)");
            }
            if (i + 1 == arguments.length) throw new IllegalArgumentException(arguments[i] + " (expected: a value)");
            given.put(arguments[i].substring(2), arguments[i + 1]);
        }
    }

    String text(String name, String otherwise) {
        known.add(name);
        return given.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return Math.toIntExact(longNumber(name, otherwise));
    }

    long longNumber(String name, long otherwise) {
        return parse(name, text(name, Long.toString(otherwise)));
    }

    private static long parse(String name, String text) {
        try {
            return Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " " + text + " (expected: a whole number)", e);
        }
    }

    Duration seconds(String name, int otherwise) {
        return Duration.ofSeconds(longNumber(name, otherwise));
    }

    /** Whole numbers with commas between them; 0 stands for none. */
    List<Long> numbers(String name, String otherwise) {
        List<Long> numbers = new ArrayList<>();
        for (String text : text(name, otherwise).split(",")) {
            long number = text.isBlank() ? 0 : parse(name, text.strip());
            if (number != 0) numbers.add(number);
        }
        return numbers;
    }

    /** @throws IllegalArgumentException if an option was given that nobody has asked for */
    void requireAllKnown() {
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "--" + name + " (expected: one of --" + String.join(", --", known) + ")");
            }
        }
    }
}
