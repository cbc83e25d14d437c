package dev.tidings.emitter;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** From a record to the log, and to those who listen. Safe for any thread. */
final class Publishing {

    private final Hub hub;
    private final Dispatcher dispatcher;
    private final Failures failures;
    private final LongAdder emitted = new LongAdder();

    Publishing(Hub hub, Dispatcher dispatcher, Failures failures) {
        this.hub = hub;
        this.dispatcher = dispatcher;
        this.failures = failures;
    }

    <T> CompletionStage<EventId> publish(Route<T> route, T value) {
        Event event;
        try {
            event = route.type().event(value);
        } catch (IllegalArgumentException e) {
            return refused(route.type().topic(), e);
        }
        List<Registration> listeners = route.listeners();
        if (listeners.isEmpty()) {
            return hub.publish(event).whenComplete((id, failure) -> published(event, failure));
        }
        Emission emission = new Emission(dispatcher, this, event, value, listeners);
        return dispatcher.admit(emission)
                ? dispatcher.dispatch(emission, hub)
                : refused(event.topic(), dispatcher.busy());
    }

    private CompletionStage<EventId> refused(String topic, RuntimeException why) {
        failures.report(EmitterFailure.Kind.EMIT, topic, null, why);
        return CompletableFuture.failedStage(why);
    }

    /** The log has answered. */
    void published(Event event, @Nullable Throwable failure) {
        if (failure == null) {
            emitted.increment();
        } else {
            failures.report(EmitterFailure.Kind.EMIT, event.topic(), null, reason(failure));
        }
    }

    void listenerFailed(Event event, EventId id, Throwable why) {
        failures.report(EmitterFailure.Kind.LISTENER, event.topic(), id, why);
    }

    /** Without what stages wrap it in. */
    static Throwable reason(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    long emitted() {
        return emitted.sum();
    }
}
