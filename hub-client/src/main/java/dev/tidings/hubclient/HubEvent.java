package dev.tidings.hubclient;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.EventId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** An event as a subscriber gets it over HTTP. Immutable, safe for any thread. */
public final class HubEvent {

    private final EventId id;
    private final String type;
    private final String data;
    private final JsonMapper mapper;

    HubEvent(EventId id, String type, String data, JsonMapper mapper) {
        this.id = requireNonNull(id, "id");
        this.type = requireNonNull(type, "type");
        this.data = requireNonNull(data, "data");
        this.mapper = mapper;
    }

    /**
     * Who has handled this event may go on behind it later: {@link SubscribeRequest#after}. {@link EventId#NOWHERE} if it came
     * without an id of a hub.
     */
    public EventId id() {
        return id;
    }

    /** What it was published with, {@code message} if that was none; or its topic, if the endpoint sends that. */
    public String type() {
        return type;
    }

    /** The text that was published, with line ends of all kinds turned into LF. */
    public String data() {
        return data;
    }

    /**
     * The data, read as JSON.
     *
     * @param type for instance a record; what Jackson makes of it is said by its annotations and by the mapper of the client
     * @throws IllegalArgumentException if the data is not that
     */
    public <T> T as(Class<T> type) {
        try {
            return mapper.readValue(data, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "data of " + id + " (expected: JSON of a " + type.getSimpleName() + "): " + e.getOriginalMessage(),
                    e);
        }
    }

    @Override
    public String toString() {
        return id + " " + type + ": " + data;
    }
}
