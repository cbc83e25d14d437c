package dev.tidings.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

    private static final DurationKind DURATION = new DurationKind(Duration.ZERO, Duration.ofDays(100_000));
    private static final SizeKind SIZE = new SizeKind(0, Long.MAX_VALUE);

    @ParameterizedTest
    @CsvSource({
        "500ms, 500, 500ms",
        "15s, 15000, 15s",
        "1.5s, 1500, 1500ms",
        "90s, 90000, 90s",
        "60s, 60000, 1m",
        "24h, 86400000, 1d",
        "36h, 129600000, 36h",
        "7 d, 604800000, 7d",
        "0s, 0, 0ms"
    })
    void durationsCarryUnits(String text, long millis, String shortest) {
        assertThat(DURATION.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(DURATION.format(Duration.ofMillis(millis))).isEqualTo(shortest);
        assertThat(DURATION.parse(shortest)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "1GiB, 1073741824, 1GiB",
        "64MiB, 67108864, 64MiB",
        "128KiB, 131072, 128KiB",
        "10MB, 10000000, 10MB",
        "1KB, 1000, 1kB",
        "1.5KiB, 1536, 1536B",
        "7B, 7, 7B",
        "1TiB, 1099511627776, 1TiB"
    })
    void sizesCarryUnits(String text, long bytes, String shortest) {
        assertThat(SIZE.parse(text)).isEqualTo(bytes);
        assertThat(SIZE.format(bytes)).isEqualTo(shortest);
        assertThat(SIZE.parse(shortest)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    15      | '15' has no unit (expected: one of ms, s, m, h, d, as in 15s)
                    15x     | '15x' has the unknown unit 'x' (expected: one of ms, s, m, h, d)
                    15S     | '15S' has the unknown unit 'S' (expected: one of ms, s, m, h, d)
                    soon    | 'soon' (expected: a number and its unit, as in 10s)
                    -1s     | '-1s' (expected: a number and its unit, as in 10s)
                    1h30m   | '1h30m' (expected: a number and its unit, as in 10s)
                    0.5ms   | '0.5ms' (expected: a whole number of ms below 2^63)
                    99999999999999999999s | '99999999999999999999s' (expected: a whole number of ms below 2^63)
                    """)
    void whatIsNoDurationIsRefused(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DURATION.parse(text))
                .withMessage(message);
    }

    @Test
    void boundsArePartOfTheMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SizeKind(1024, 1 << 20).parse("2MiB"))
                .withMessage("'2MiB' (expected: a size from 1KiB to 1MiB)");
    }
}
