package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.hub.event.EventId;
import dev.tidings.server.http.Answer;
import java.util.List;

/** Ids in the order of their events, as JSON. An id is text that needs no escape. */
final class IdList {

    private static final String BEGIN = "{\"ids\":[";

    private final StringBuilder json = new StringBuilder(BEGIN);
    private long size;

    void add(List<EventId> ids) {
        for (int i = 0; i < ids.size(); i++) {
            json.append(size++ == 0 ? "\"" : ",\"").append(ids.get(i)).append('"');
        }
    }

    long size() {
        return size;
    }

    Answer toAnswer() {
        return Answer.json((json + "]}").getBytes(US_ASCII));
    }
}
