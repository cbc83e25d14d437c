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
        // The first one is called in any case: the source has said that it will be, and its last id is that of this
        // message.
        boolean begun = tell(listeners.of(message.type()), message, false);
        tell(listeners.ofAny(), message, begun);
    }

    private boolean tell(List<Consumer<SseMessage>> told, SseMessage message, boolean begun) {
        boolean any = begun;
        for (Consumer<SseMessage> listener : told) {
            if (!any || !ended) {
                Listeners.call(() -> listener.accept(message));
            }
            any = true;
        }
        return any;
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
