package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.StrictUtf8;
import dev.tidings.server.http.Suggestion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The context attributes of one CloudEvent, as they come, and the event that they make. Whatever is wrong is an
 * {@link IllegalArgumentException}, whose message names the attribute as its sender does.
 * <p>
 * For one thread.
 */
final class CloudEventContext {
    /*
     *    type ──────────────> topic
     *    subject and others ─> attributes, as CloudEventAttributes says
     *    source and id ─────> idempotency key
     *    datacontenttype ───> how the data is read
     *    all others ────────> checked, and dropped
     */

    /** The only version that there is. */
    private static final String VERSION = "1.0";

    /** Those that the specification defines; their values are texts. */
    static final List<String> DEFINED =
            List.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema");

    private static final Set<String> NEVER_EMPTY = Set.of("id", "source", "subject");

    /** 64: as many as values of an event. Those that nobody asks for are read, and forgotten. */
    private static final int MAX_ATTRIBUTES = 64;

    /** Source and id together, with what stands between them. */
    private static final int MAX_KEY_BYTES = IdempotencyKey.MAX_BYTES - 1;

    private final String prefix;
    private final CloudEventAttributes mapping;
    private final Publisher publisher;
    private final EventLimits limits;

    private final Set<String> names = new HashSet<>();
    // Name and value in turn, for the event.
    private final List<String> attributes = new ArrayList<>();
    private @Nullable String version;
    private @Nullable String id;
    private @Nullable String source;
    private @Nullable String type;
    private DataType dataType = DataType.JSON;

    /** @param prefix what the sender writes in front of each name */
    CloudEventContext(String prefix, CloudEventAttributes mapping, Publisher publisher, EventLimits limits) {
        this.prefix = prefix;
        this.mapping = mapping;
        this.publisher = publisher;
        this.limits = limits;
    }

    /** Forgets all: another CloudEvent follows. */
    void clear() {
        names.clear();
        attributes.clear();
        version = null;
        id = null;
        source = null;
        type = null;
        dataType = DataType.JSON;
    }

    /** An attribute follows; it may turn out to have no value. */
    void begin(String name) {
        if (!CloudEventAttributes.isName(name)) {
            throw new IllegalArgumentException("attribute " + Problem.quote(prefix + name)
                    + " (expected: letters a-z and digits)" + Suggestion.near(name, DEFINED));
        }
        if (names.size() == MAX_ATTRIBUTES) {
            throw new IllegalArgumentException("attributes: more than " + MAX_ATTRIBUTES + " (expected: at most that)");
        }
        if (!names.add(name)) {
            throw new IllegalArgumentException("attribute '" + prefix + name + "' is given twice (expected: once)");
        }
    }

    void put(String name, String value) {
        checkText(name, value);
        switch (name) {
            case "specversion" -> {
                if (!value.equals(VERSION)) {
                    throw illegal(name, value, "'" + VERSION + "'");
                }
                version = value;
            }
            case "id" -> id = value;
            case "source" -> source = value;
            case "type" -> {
                builder(value);
                type = value;
            }
            case "datacontenttype" -> {
                DataType known = DataType.of(value);
                if (known == null) {
                    throw illegal(name, value, DataType.EXPECTED);
                }
                dataType = known;
            }
            default -> {
                // Only routes, if at all.
            }
        }
        String attribute = mapping.names().get(name);
        if (attribute != null) {
            attributes.add(attribute);
            attributes.add(value);
        }
    }

    /** What the data is as far as is known; JSON if nothing else is said. */
    DataType dataType() {
        return dataType;
    }

    /** @param data in UTF-8, which is given away */
    Event event(byte[] data) {
        required("specversion", version);
        required("id", id);
        required("source", source);
        Event.Builder builder = builder(required("type", type));
        for (int i = 0; i < attributes.size(); i += 2) {
            builder.attribute(attributes.get(i), attributes.get(i + 1));
        }
        Event event = builder.dataUtf8(data).build();
        limits.check(event);
        return event;
    }

    private Event.Builder builder(String topic) {
        try {
            return Event.builder(topic);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(prefix + "type, which becomes the topic; " + e.getMessage(), e);
        }
    }

    /** The key that source and id are, which tell a CloudEvent from all others. */
    IdempotencyKey key() {
        String from = required("source", source);
        String which = required("id", id);
        int bytes = from.getBytes(UTF_8).length + which.getBytes(UTF_8).length;
        if (bytes > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(prefix + "source and " + prefix + "id: " + bytes
                    + " bytes (expected: together at most " + MAX_KEY_BYTES + ")");
        }
        return publisher.cloudEventKey(from, which);
    }

    private String required(String name, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("no " + prefix + name + ": a CloudEvent needs " + prefix
                    + "specversion, " + prefix + "id, " + prefix + "source and " + prefix + "type");
        }
        return value;
    }

    private void checkText(String name, String value) {
        if (value.isEmpty() && NEVER_EMPTY.contains(name)) {
            throw illegal(name, value, "at least one character");
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw illegal(name, value, "no control characters");
            }
        }
        if (StrictUtf8.hasUnpairedSurrogate(value)) {
            throw illegal(name, value, "valid Unicode");
        }
    }

    private IllegalArgumentException illegal(String name, String value, String expected) {
        return new IllegalArgumentException(
                prefix + name + ": " + Problem.quote(value) + " (expected: " + expected + ")");
    }
}
