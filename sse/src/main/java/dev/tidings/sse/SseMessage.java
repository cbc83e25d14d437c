package dev.tidings.sse;

import static java.util.Objects.requireNonNull;

/**
 * One message of an event stream, as a receiver sees it (HTML standard, 9.2.6, <i>dispatch the event</i>).
 *
 * @param type the value of the {@code event} field, {@link #DEFAULT_TYPE} if there was none or an empty one
 * @param data the values of the {@code data} fields, joined by LF; may be empty
 * @param lastEventId the id in force when the message ended: its own, or the one an earlier block set; empty if none did
 * @param origin where the stream came from, after redirects: {@code https://example.com}
 */
public record SseMessage(String type, String data, String lastEventId, String origin) {
    /** The type of a message that names none. */
    public static final String DEFAULT_TYPE = "message";

    public SseMessage {
        requireNonNull(type, "type");
        requireNonNull(data, "data");
        requireNonNull(lastEventId, "lastEventId");
        requireNonNull(origin, "origin");
    }
}
