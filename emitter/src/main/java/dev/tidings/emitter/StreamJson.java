package dev.tidings.emitter;

import dev.tidings.hub.event.EventId;
import dev.tidings.sse.SseEncoder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What an emitter's streams are written with. Safe for any thread; an emitter has one. */
final class StreamJson {

    private final JsonMapper mapper;
    private final Listeners types;
    private final MappingWarning warning = new MappingWarning();
    private final long maxBytes;

    /** @param maxBytes of what is made of an event */
    StreamJson(JsonMapper mapper, Listeners types, long maxBytes) {
        this.mapper = mapper;
        this.types = types;
        this.maxBytes = maxBytes;
    }

    /** A stream is to be mapped. */
    void mapped(Mapping<?> mapping, EventType<?> type) {
        warning.add(mapping, type);
    }

    /** What is made of an event, which may not be much larger than an event is. */
    byte[] bounded(Object value) {
        byte[] json = json(value);
        if (json.length > maxBytes) {
            throw new IllegalArgumentException(
                    "mapped: " + json.length + " bytes (expected: at most " + maxBytes + ")");
        }
        return json;
    }

    /** One object of a state. */
    byte[] state(@Nullable EventId id, Object state) {
        String type = isEvent(state) ? types.route(state.getClass()).type().sseType() : null;
        return SseEncoder.message(id == null ? null : id.toString(), type, json(state));
    }

    /**
     * An event's record as its data is, so that attributes stay unsaid; all else as the mapper writes it.
     *
     * @throws IllegalArgumentException if it cannot be written
     */
    byte[] json(Object value) {
        return isEvent(value) ? data(value.getClass(), value) : plain(value);
    }

    private static boolean isEvent(Object value) {
        return value.getClass().isAnnotationPresent(Topic.class);
    }

    private <T> byte[] data(Class<T> type, Object record) {
        return types.route(type).type().data(type.cast(record));
    }

    private byte[] plain(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(value.getClass().getName() + ": " + e.getMessage(), e);
        }
    }
}
