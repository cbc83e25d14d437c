package dev.tidings.server.metrics;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a request came to nothing: a limit that was reached, or what is wrong with the request, by its status. */
public enum Refusal {
    /** There are as many connections as there may be. */
    CONNECTIONS("connections"),
    /** The server is about to end. */
    DRAINING("draining"),
    /** A principal has as many streams as it may. */
    STREAMS_OF_PRINCIPAL("streams_of_principal"),
    /** An address has as many connections as it may. */
    CONNECTIONS_OF_ADDRESS("connections_of_address"),
    /** A principal publishes too fast. */
    PUBLISH_RATE("publish_rate"),
    /** A principal has been replayed too much. */
    REPLAY_RATE("replay_rate"),
    /** It could not be told whose token it is: too many wait, or a key set cannot be fetched. */
    UNSURE("token_check"),
    MALFORMED(400),
    UNAUTHORIZED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    TIMEOUT(408),
    CONTENT_TOO_LARGE(413),
    URI_TOO_LONG(414),
    UNSUPPORTED_MEDIA_TYPE(415),
    MISDIRECTED(421),
    KEY_OF_OTHER_EVENTS(422),
    TOO_MANY(429),
    HEAD_TOO_LARGE(431),
    FAILED(500),
    UNAVAILABLE(503),
    /** Another status. */
    OTHER("other");

    private static final Map<String, Refusal> BY_REASON =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Refusal::reason, refusal -> refusal));

    private final String reason;

    Refusal(int status) {
        this(Integer.toString(status));
    }

    Refusal(String reason) {
        this.reason = reason;
    }

    /** The one that stands for a status. */
    public static Refusal of(int status) {
        return BY_REASON.getOrDefault(Integer.toString(status), OTHER);
    }

    /** As it is called in metrics. */
    public String reason() {
        return reason;
    }
}
