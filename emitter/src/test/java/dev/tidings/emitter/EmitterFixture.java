package dev.tidings.emitter;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventId;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A hub in memory, an emitter, what listeners heard and what went wrong. */
final class EmitterFixture implements AutoCloseable {

    final Hub hub;
    final Emitter emitter;
    final Queue<EmitterFailure> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Object> heard = new ConcurrentLinkedQueue<>();

    EmitterFixture() {
        this(Hub.open(), builder -> builder);
    }

    EmitterFixture(UnaryOperator<Emitter.Builder> settings) {
        this(Hub.open(), settings);
    }

    EmitterFixture(Hub hub, UnaryOperator<Emitter.Builder> settings) {
        this.hub = hub;
        this.emitter =
                settings.apply(Emitter.builder(hub).onFailure(failures::add)).build();
    }

    static FilterVerified of(String email) {
        return new FilterVerified(email, true);
    }

    /** Emits and waits for the end. */
    EventId emit(Object event) {
        return await(emitter.emit(event));
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("it did not end well", e);
        }
    }

    void hear(Object what) {
        heard.add(what);
    }

    List<Object> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void close() {
        emitter.close();
        hub.close();
    }
}
