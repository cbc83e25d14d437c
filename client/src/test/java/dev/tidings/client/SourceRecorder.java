package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.sse.SseMessage;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what a source tells its listeners, in order. */
final class SourceRecorder {

    private static final int DEADLINE_SECONDS = 10;

    /** Waits next to nothing between two attempts. */
    static final RetryPolicy PROMPT = RetryPolicy.DEFAULT
            .withReconnectionTime(Duration.ofMillis(1))
            .withMaxDelay(Duration.ofMillis(1))
            .withJitter(0);

    record Opened() {}

    record Comment(String text) {}

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    EventSourceBuilder listen(EventSourceBuilder builder) {
        return builder.onOpen(() -> seen.add(new Opened()))
                .onAny(seen::add)
                .onComment(text -> seen.add(new Comment(text)))
                .onError(seen::add);
    }

    /** Has a source connect, which comes back at once. */
    EventSource open(ScriptedServer server) {
        return listen(EventSource.builder(server.uri("/sse")).retryPolicy(PROMPT))
                .open();
    }

    void note(Object something) {
        seen.add(something);
    }

    boolean hasMore() {
        return !seen.isEmpty();
    }

    Object next() {
        try {
            Object next = seen.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came in time");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void expectOpened() {
        assertThat(next()).isEqualTo(new Opened());
    }

    SseMessage nextMessage() {
        return next(SseMessage.class);
    }

    <E> E next(Class<E> type) {
        Object next = next();
        assertThat(next).isInstanceOf(type);
        return type.cast(next);
    }

    void assertExhausted() {
        assertThat(seen).isEmpty();
    }
}
