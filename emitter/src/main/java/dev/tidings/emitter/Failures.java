package dev.tidings.emitter;

import dev.tidings.hub.event.EventId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts what goes wrong, writes it to the log now and then, and tells the application. Safe for any thread; throws nothing. */
final class Failures {

    private static final Logger LOG = System.getLogger("dev.tidings.emitter");

    private final Consumer<? super EmitterFailure> handler;
    private final FailureLog log = new FailureLog(System::nanoTime);
    private final LongAdder[] counts = {new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()};

    Failures(Consumer<? super EmitterFailure> handler) {
        this.handler = handler;
    }

    void report(EmitterFailure.Kind kind, String topic, @Nullable EventId id, Throwable cause) {
        counts[kind.ordinal()].increment();
        EmitterFailure failure = new EmitterFailure(kind, topic, id, cause);
        log.write(failure);
        try {
            handler.accept(failure);
        } catch (Throwable e) { // whatever it throws, the event's other listeners are still to be called
            LOG.log(Level.WARNING, "The handler of failures failed", e);
        }
    }

    long count(EmitterFailure.Kind kind) {
        return counts[kind.ordinal()].sum();
    }
}
