package dev.tidings.client;

import dev.tidings.sse.SseMessage;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Delivers by calling listeners: when the call has returned, the message has been taken. */
final class Push implements Delivery {

    private final Listeners listeners;

    private volatile boolean ended;

    Push(Listeners listeners) {
        this.listeners = listeners;
    }

    @Override
    public void message(SseMessage message) {
        tell(listeners.of(message.type()), message);
        tell(listeners.ofAny(), message);
    }

    private void tell(List<Consumer<SseMessage>> told, SseMessage message) {
        for (Consumer<SseMessage> listener : told) {
            if (!ended) {
                Listeners.call(() -> listener.accept(message));
            }
        }
    }

    @Override
    public void whenTaken(Runnable task) {
        task.run();
    }

    @Override
    public void end(@Nullable EventSourceError failure) {
        ended = true;
    }
}
