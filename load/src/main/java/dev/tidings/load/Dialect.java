package dev.tidings.load;

import java.util.Locale;

/** How a server is asked for the events of a lane, and given one. */
public enum Dialect {
    /** A subscription names the attributes it wants, an event those it has: what Tidings speaks. */
    ATTRIBUTES("/events") {
        @Override
        String subscription(String path, long lane, int number) {
            return path + "?topic=" + Lane.TOPIC + "&" + Lane.ATTRIBUTE + "=" + lane;
        }

        @Override
        String publishing(long lane) {
            return "/events";
        }

        @Override
        String beforeData(long lane) {
            return "{\"topic\":\"" + Lane.TOPIC + "\",\"attributes\":{\"" + Lane.ATTRIBUTE + "\":\"" + lane
                    + "\"},\"data\":\"";
        }
    },

    /** Each lane is a channel that has a path, and the data of an event is a request's whole body: what nchan speaks. */
    CHANNELS("/subscribe") {
        @Override
        String subscription(String path, long lane, int number) {
            return path + "/" + lane;
        }

        @Override
        String publishing(long lane) {
            return "/publish/" + lane;
        }

        @Override
        String beforeData(long lane) {
            return "";
        }

        @Override
        String afterData() {
            return "";
        }

        @Override
        String contentType() {
            return "text/plain";
        }
    },

    /** Everyone has a subscription of his own, "what is for me, or for all"; all events are for all. */
    INBOX("/inbox") {
        @Override
        String subscription(String path, long lane, int number) {
            return path + "?user=" + number;
        }

        @Override
        String publishing(long lane) {
            return "/events";
        }

        @Override
        String beforeData(long lane) {
            return "{\"topic\":\"announcement.all\",\"data\":\"";
        }
    };

    private final String defaultPath;

    Dialect(String defaultPath) {
        this.defaultPath = defaultPath;
    }

    static Dialect named(String name) {
        for (Dialect dialect : values()) {
            if (dialect.name().toLowerCase(Locale.ROOT).equals(name)) return dialect;
        }
        throw new IllegalArgumentException("--dialect " + name + " (expected: attributes, channels or inbox)");
    }

    /** What is subscribed to if nobody says so. */
    String defaultPath() {
        return defaultPath;
    }

    /** The target of a request that subscribes. */
    abstract String subscription(String path, long lane, int number);

    /** The target of a request that publishes; of those with several events, to the last one's lane. */
    abstract String publishing(long lane);

    /** What stands in front of an event's data. */
    abstract String beforeData(long lane);

    String afterData() {
        return "\"}";
    }

    /** Of a request with one event. */
    String contentType() {
        return "application/json";
    }

    /** Whether one request can hold several events. */
    boolean hasBatches() {
        return this != CHANNELS;
    }
}
