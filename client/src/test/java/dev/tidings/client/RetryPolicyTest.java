package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a source waits. */
class RetryPolicyTest {

    private static final RetryPolicy POLICY = RetryPolicy.DEFAULT.withJitter(0);

    private static Duration delay(RetryPolicy policy, long baseMillis, int failures) {
        return policy.delay(Duration.ofMillis(baseMillis), failures, () -> 0.5);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1, 1000",
        "1000, 2, 2000",
        "1000, 5, 16000",
        "1000, 6, 30000",
        "1000, 2147483647, 30000",
        "0, 1, 0",
        "0, 2, 200",
        "0, 20, 30000"
    })
    void doublesUpToTheCap(long base, int failures, long millis) {
        assertThat(delay(POLICY, base, failures)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void isNeverShorterThanTheServerAskedFor() {
        assertThat(delay(POLICY, 60_000, 1)).isEqualTo(Duration.ofMinutes(1));
        assertThat(delay(POLICY, 60_000, 9)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void isADayWhenTheServerAsksForEternity() {
        assertThat(delay(POLICY, Long.MAX_VALUE, 3)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void jitterAddsAPartAndNeverTakesAway() {
        RetryPolicy half = RetryPolicy.DEFAULT.withJitter(0.5);
        assertThat(half.delay(Duration.ofSeconds(4), 1, () -> 0)).isEqualTo(Duration.ofSeconds(4));
        assertThat(half.delay(Duration.ofSeconds(4), 1, () -> 0.5)).isEqualTo(Duration.ofSeconds(5));
        assertThat(half.delay(Duration.ofSeconds(4), 2, () -> 0.5)).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void jitterIsAPart(double jitter) {
        assertThatThrownBy(() -> POLICY.withJitter(jitter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("jitter: " + jitter + " (expected: 0..1)");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 307, 600})
    void onlyFailuresAreRetried(int status) {
        assertThatThrownBy(() -> POLICY.withRetriedStatuses(Set.of(status)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retriedStatuses: " + status + " (expected: 300..599 and no redirect)");
    }

    @Test
    void timesAreBounded() {
        assertThatThrownBy(() -> POLICY.withMaxDelay(Duration.ofDays(2)))
                .hasMessage("maxDelay: PT48H (expected: PT0S..PT24H)");
        assertThatThrownBy(() -> POLICY.withReconnectionTime(Duration.ofMillis(-1)))
                .hasMessage("reconnectionTime: PT-0.001S (expected: PT0S..PT24H)");
        assertThatThrownBy(() -> POLICY.withHealthyAfter(Duration.ofDays(2)))
                .hasMessage("healthyAfter: PT48H (expected: PT0S..PT24H)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | PT2M",
                "0 | PT0S",
                "'' | PT0S",
                "soon | PT0S",
                "-5 | PT0S",
                "99999999999999999999 | PT24H",
                "Fri, 27 Nov 2026 08:01:00 GMT | PT1M",
                "Fri, 27 Nov 2026 07:00:00 GMT | PT0S"
            })
    void retryAfterIsSecondsOrADate(String value, Duration wait) {
        assertThat(RetryAfter.parse(value, Instant.parse("2026-11-27T08:00:00Z")))
                .isEqualTo(wait);
    }
}
