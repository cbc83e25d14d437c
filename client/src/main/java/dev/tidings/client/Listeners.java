package dev.tidings.client;

import dev.tidings.sse.SseMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Whom a source tells. One that throws harms nobody: the exception is logged, and the next one is called.
 *
 * @param byType those of messages of one type
 * @param ofAny those of messages of every type
 */
record Listeners(
        List<Runnable> ofOpen,
        Map<String, List<Consumer<SseMessage>>> byType,
        List<Consumer<SseMessage>> ofAny,
        List<Consumer<String>> ofComment,
        List<Consumer<EventSourceError>> ofError) {

    private static final Logger LOG = System.getLogger("dev.tidings.client.listener");

    boolean hearMessages() {
        return !byType.isEmpty() || !ofAny.isEmpty();
    }

    List<Consumer<SseMessage>> of(String type) {
        return byType.getOrDefault(type, List.of());
    }

    static void call(Runnable listener) {
        try {
            listener.run();
        } catch (Throwable e) { // whatever it throws, checked or not, must not end the stream
            LOG.log(Level.WARNING, "A listener failed", e);
        }
    }

    /** Of what nobody else is told of with its stack. */
    static void report(Throwable thrown) {
        LOG.log(Level.WARNING, "A source failed", thrown);
    }
}
