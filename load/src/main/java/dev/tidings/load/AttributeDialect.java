package dev.tidings.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.net.URLEncoder;
import java.util.Map;
import java.util.TreeMap;

/** What {@link Dialect#attributes} says. Immutable. */
final class AttributeDialect implements Dialect {
    private final String attribute;
    private final String query;
    private final String beforeLane;
    private final String behindLane;

    AttributeDialect(String topic, String attribute, Map<String, String> others) {
        this.attribute = requireNonNull(attribute, "attribute");
        StringBuilder parameters = new StringBuilder("?topic=").append(encoded(topic));
        StringBuilder event = new StringBuilder("{\"topic\":").append(Json.quoted(topic));
        StringBuilder attributes = new StringBuilder();
        // In one order, so that the same events have the same bytes.
        new TreeMap<>(others).forEach((name, value) -> {
            parameters.append('&').append(encoded(name)).append('=').append(encoded(value));
            attributes
                    .append(Json.quoted(name))
                    .append(':')
                    .append(Json.quoted(value))
                    .append(',');
        });
        if (!attribute.isEmpty()) {
            parameters.append('&').append(encoded(attribute)).append('=');
            attributes.append(Json.quoted(attribute)).append(":\"");
        } else if (attributes.length() > 0) {
            attributes.setLength(attributes.length() - 1);
        }
        query = parameters.toString();
        if (attributes.length() > 0) event.append(",\"attributes\":{").append(attributes);
        beforeLane = event.toString();
        behindLane = (attribute.isEmpty() ? "" : "\"") + (attributes.length() > 0 ? "}" : "") + ",\"data\":\"";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    @Override
    public String defaultPath() {
        return "/events";
    }

    @Override
    public String subscription(String path, long lane, int number) {
        return path + query + lane(lane);
    }

    @Override
    public String publishing(long lane) {
        return "/events";
    }

    @Override
    public String beforeData(long lane) {
        return beforeLane + lane(lane) + behindLane;
    }

    private String lane(long lane) {
        return attribute.isEmpty() ? "" : Long.toString(lane);
    }

    @Override
    public String toString() {
        return "attributes";
    }
}
