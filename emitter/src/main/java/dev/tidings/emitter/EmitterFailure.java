package dev.tidings.emitter;

import dev.tidings.hub.event.EventId;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with one event.
 *
 * @param kind where
 * @param topic of the event
 * @param id of the event; null if it was not published
 * @param cause why
 */
public record EmitterFailure(
        Kind kind, String topic, @Nullable EventId id, Throwable cause) {

    /** Where something went wrong. */
    public enum Kind {
        /** It could not be published; the stage of {@link Emitter#emit} fails, too. */
        EMIT("could not be published"),

        /** A listener, its filter or its executor threw; all other listeners are called. */
        LISTENER("was not heard, as a listener failed"),

        /** An event of the log is not, or no longer, one of its type: it is left out. */
        DECODE("is left out, as it cannot be read"),

        /** The function of {@link TypedStream#map} threw: the event is left out of that stream. */
        MAP("is left out, as it could not be mapped");

        private final String consequence;

        Kind(String consequence) {
            this.consequence = consequence;
        }
    }

    /** As a sentence. */
    @Override
    public String toString() {
        return topic + (id == null ? "" : " " + id) + " " + kind.consequence + ": " + cause;
    }
}
