package dev.tidings.emitter;

import dev.tidings.hub.event.Delivery;
import org.jspecify.annotations.Nullable;

/** Reads events of the log as records of one type; what is none, or is none any more, is reported. Safe for any thread. */
record Decoding<T>(EventType<T> type, Failures failures) {

    /** Null if the event is to be left out. */
    @Nullable
    T read(Delivery delivery) {
        try {
            return type.read(delivery.event());
        } catch (IllegalArgumentException e) {
            report(EmitterFailure.Kind.DECODE, delivery, e);
            return null;
        }
    }

    void report(EmitterFailure.Kind kind, Delivery delivery, Throwable why) {
        failures.report(kind, delivery.event().topic(), delivery.id(), why);
    }
}
