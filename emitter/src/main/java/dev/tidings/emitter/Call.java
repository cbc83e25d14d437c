package dev.tidings.emitter;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** How a listener is called when its turn comes. May throw whatever the listener throws. */
@FunctionalInterface
interface Call {

    void on(Emission emission, Registration self);

    /** At once: the end of the emit waits for it, and so does the next event. */
    static Call direct(Consumer<? super Emitted<?>> listener) {
        return (emission, self) -> listener.accept(emission.emitted());
    }

    /** At once; the end of the emit waits for the stage that the listener returns, the next event does not. */
    static Call awaited(Function<? super Emitted<?>, ? extends CompletionStage<?>> listener) {
        return (emission, self) -> {
            CompletionStage<?> stage = requireNonNull(listener.apply(emission.emitted()), "stage");
            emission.await();
            stage.whenComplete((result, failure) -> emission.awaitedEnded(failure));
        };
    }

    /** On another executor, one event after the other; nobody waits for it. */
    static Call elsewhere(Consumer<? super Emitted<?>> listener, Executor executor) {
        Lane lane = new Lane(executor, listener);
        return (emission, self) -> {
            emission.hold();
            lane.add(emission, self);
        };
    }
}
