package dev.tidings.hub.log;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import java.util.Optional;

/**
 * Where somebody goes on reading who comes back with an id.
 *
 * @param cursor behind which reading goes on
 * @param missed why events before that are missing; empty if none is
 */
public record Resumption(long cursor, Optional<Gap.Reason> missed) {

    /** @param id any text, as a client gave it back */
    public static Resumption of(EventLog log, String id) {
        Optional<EventId> parsed = EventId.parse(id);
        if (parsed.isEmpty()) {
            return new Resumption(log.earliest(), Optional.of(Gap.Reason.UNKNOWN));
        }
        Epochs.Place place = log.epochs().locate(parsed.get(), log.head());
        long from = Math.max(place.cursor(), log.earliest());
        return new Resumption(
                from, place.gap().or(() -> from > place.cursor() ? Optional.of(Gap.Reason.EXPIRED) : Optional.empty()));
    }
}
