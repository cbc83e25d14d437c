package dev.tidings.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** The field {@code Retry-After}: seconds, or a date (RFC 9110, 10.2.3). */
public final class RetryAfter {

    /** Nine digits are thirty years. */
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /**
     * How long a server wants to be left alone.
     *
     * @param value of the field; empty if it is not there
     * @return zero to a day; zero for what is neither of the two
     */
    public static Duration parse(String value, Instant now) {
        String text = value.strip();
        Duration wait = text.isEmpty() ? Duration.ZERO : isNumber(text) ? seconds(text) : until(text, now);
        return RetryPolicy.shorter(RetryPolicy.longer(wait, Duration.ZERO), RetryPolicy.LONGEST);
    }

    private static boolean isNumber(String value) {
        return value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Duration seconds(String value) {
        return value.length() > MOST_DIGITS ? RetryPolicy.LONGEST : Duration.ofSeconds(Long.parseLong(value));
    }

    private static Duration until(String value, Instant now) {
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
