package dev.tidings.load;

import java.util.Locale;
import java.util.Map;

/** How a server is asked for the events of a lane, and given one. Immutable. */
public interface Dialect {
    /** What a hub in development mode takes: topic {@code load.event}, and the lane as the attribute {@code lane}. */
    Dialect ATTRIBUTES = attributes("load.event", "lane", Map.of());

    /** Each lane is a channel that has a path, and the data of an event is a request's whole body: what nchan speaks. */
    static Dialect channels() {
        return OtherDialect.CHANNELS;
    }

    /** Everyone has a subscription of his own, "what is for me, or for all"; all events are for all. */
    static Dialect inbox() {
        return OtherDialect.INBOX;
    }

    /**
     * A subscription names the attributes it wants, an event those it has: what Tidings speaks.
     *
     * @param topic of all events
     * @param attribute whose values are the numbers of lanes; empty for none, so that there is one lane only
     * @param others attributes that all events have, and all subscriptions name
     */
    static Dialect attributes(String topic, String attribute, Map<String, String> others) {
        return new AttributeDialect(topic, attribute, others);
    }

    /** @throws IllegalArgumentException if there is none of this name */
    static Dialect named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "attributes" -> ATTRIBUTES;
            case "channels" -> channels();
            case "inbox" -> inbox();
            default ->
                throw new IllegalArgumentException("--dialect " + name + " (expected: attributes, channels or inbox)");
        };
    }

    /** What is subscribed to if nobody says so. */
    String defaultPath();

    /** The target of a request that subscribes. */
    String subscription(String path, long lane, int number);

    /** The target of a request that publishes; of those with several events, to the last one's lane. */
    String publishing(long lane);

    /** What stands in front of an event's data; in ASCII. */
    String beforeData(long lane);

    /** What stands behind it. */
    default String afterData() {
        return "\"}";
    }

    /** Of a request with one event. */
    default String contentType() {
        return "application/json";
    }

    /** Whether one request can hold several events. */
    default boolean hasBatches() {
        return true;
    }
}
