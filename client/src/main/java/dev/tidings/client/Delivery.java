package dev.tidings.client;

import dev.tidings.sse.SseMessage;
import org.jspecify.annotations.Nullable;

/** Where the messages of a source go. Called on its lane, except for {@link #end}. */
interface Delivery {

    void message(SseMessage message);

    /**
     * Has a task run as soon as there is room for more: never before all that was given has been taken. A later call takes the
     * place of an earlier one.
     */
    void whenTaken(Runnable task);

    /**
     * Nothing follows. Any thread.
     *
     * @param failure null if the application closed the source, which wants nothing of what is left
     */
    void end(@Nullable EventSourceError failure);
}
