package dev.tidings.cli.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a value looks like as text, the same in a file, in the environment and behind a flag.
 *
 * @param <T> what the text stands for
 */
public interface Kind<T> {

    /** @throws IllegalArgumentException if the text is no such value; the message is the text and what was expected */
    T parse(String text);

    /** The shortest text that {@link #parse} reads as this value. */
    String format(T value);

    /** Spans of time between two bounds, in whole milliseconds. */
    static Kind<Duration> duration(Duration min, Duration max) {
        return new DurationKind(min, max);
    }

    /** What is expected, in words that follow "expected:". */
    String expectation();

    /** What a value means that stands in a file in the given folder. */
    default T inFile(T value, Path folder) {
        return value;
    }

    /** {@code 'abc' (expected: a whole number)} */
    default IllegalArgumentException refuse(String text) {
        return new IllegalArgumentException("'" + text + "' (expected: " + expectation() + ")");
    }
}
