package dev.tidings.hubclient;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.sse.SseMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Tells a listener what the messages of a hub's stream mean (docs/http.md, <i>What comes</i>). One thread at a time. */
final class Subscriber {

    private static final Logger LOG = System.getLogger("dev.tidings.hubclient");

    private final HubListener listener;
    private final JsonMapper mapper;

    Subscriber(HubListener listener, JsonMapper mapper) {
        this.listener = listener;
        this.mapper = mapper;
    }

    void take(SseMessage message) {
        switch (message.type()) {
            case Gap.TYPE -> listener.onGap(gap(message));
            case CloseReason.TYPE -> closed(message);
            default -> listener.onEvent(new HubEvent(id(message), message.type(), message.data(), mapper));
        }
    }

    /** A gap that cannot be read is a gap all the same. */
    private static Gap gap(SseMessage message) {
        JsonNode json = json(message);
        return new Gap(
                reason(json.path("reason").asString("")), json.path("after").asString(""), id(message));
    }

    private static Gap.Reason reason(String text) {
        for (Gap.Reason reason : Gap.Reason.values()) {
            if (reason.text().equals(text)) {
                return reason;
            }
        }
        return Gap.Reason.UNKNOWN;
    }

    private void closed(SseMessage message) {
        String text = json(message).path("reason").asString("");
        for (CloseReason reason : CloseReason.values()) {
            if (reason.text().equals(text)) {
                listener.onClosed(reason);
                return;
            }
        }
        LOG.log(Level.WARNING, "the hub ended a stream for a reason that is not known here: {0}", message.data());
    }

    private static JsonNode json(SseMessage message) {
        try {
            return JsonMapper.shared().readTree(message.data());
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static EventId id(SseMessage message) {
        return EventId.parse(message.lastEventId()).orElse(EventId.NOWHERE);
    }
}
