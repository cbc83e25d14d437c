package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.hub.event.Event;

/** What the data of an event looks like. */
public enum DataShape {
    /** A line of JSON: what most events are. */
    SMALL_JSON("{\"isVerified\":true,\"at\":\"2026-01-01T00:00:00Z\",\"by\":\"somebody\",\"n\":1}"),

    /** A line of 4 KiB. */
    LONG_LINE("{\"text\":\"" + "x".repeat(4 << 10) + "\"}"),

    /** 4 KiB in a hundred lines, of which each gets a field of its own. */
    MANY_LINES(("x".repeat(40) + "\n").repeat(100)),

    /** 4 KiB that are not ASCII. */
    NOT_ASCII("{\"text\":\"" + "\u00fc\u20ac".repeat(820) + "\"}");

    private final String data;

    DataShape(String data) {
        this.data = data;
    }

    String data() {
        return data;
    }

    byte[] dataUtf8() {
        return data.getBytes(UTF_8);
    }

    Event event() {
        return Event.of("filter.verified", data)
                .with("email", "ann@example.com")
                .withType("verified");
    }
}
