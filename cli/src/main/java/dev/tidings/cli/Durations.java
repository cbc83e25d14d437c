package dev.tidings.cli;

import dev.tidings.cli.config.Kind;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads spans of time as the configuration does: {@code 500ms}, {@code 10s}, {@code 1h}. */
final class Durations implements ITypeConverter<Duration> {

    private static final Kind<Duration> KIND = Kind.duration(Duration.ZERO, Duration.ofDays(3650));

    @Override
    public Duration convert(String text) {
        try {
            return KIND.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
