package dev.tidings.server.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time in the form of a Date header field (RFC 9110, 5.6.7), made once a second. Any thread. */
public final class HttpDate {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    // A race makes the same text twice.
    private static volatile Stamp latest = new Stamp(0, "");

    private record Stamp(long second, String text) {}

    private HttpDate() {}

    public static String now() {
        Instant now = Instant.now();
        Stamp stamp = latest;
        if (stamp.second() != now.getEpochSecond()) {
            stamp = new Stamp(now.getEpochSecond(), FORMAT.format(now));
            latest = stamp;
        }
        return stamp.text();
    }
}
