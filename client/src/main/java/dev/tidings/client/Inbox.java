package dev.tidings.client;

import dev.tidings.client.EventSourceError.EndOfStream;
import dev.tidings.sse.SseMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Delivers to whoever asks for the next message. Holds what one chunk brought, and asks for another one when all of it has been
 * taken.
 * <p>
 * Any thread; several may take.
 */
final class Inbox implements Delivery {

    // Guarded by this.
    private final Deque<SseMessage> messages = new ArrayDeque<>();
    private Runnable whenTaken = Inbox::nothing;
    private Runnable onNews = Inbox::nothing;
    private boolean ended;
    private @Nullable EventSourceError failure;

    private static void nothing() {}

    @Override
    public void message(SseMessage message) {
        synchronized (this) {
            if (ended) {
                return;
            }
            messages.add(message);
            notifyAll();
        }
        news();
    }

    @Override
    public void whenTaken(Runnable task) {
        synchronized (this) {
            if (!messages.isEmpty()) {
                whenTaken = task;
                return;
            }
            whenTaken = Inbox::nothing;
        }
        task.run();
    }

    @Override
    public void end(@Nullable EventSourceError reason) {
        synchronized (this) {
            if (reason == null) {
                messages.clear();
                failure = null;
            } else if (!ended) {
                failure = reason;
            }
            ended = true;
            whenTaken = Inbox::nothing;
            notifyAll();
        }
        news();
    }

    private void news() {
        Runnable listening;
        synchronized (this) {
            listening = onNews;
        }
        listening.run();
    }

    /** Has a task run, on any thread, whenever there is a message or the end. */
    synchronized void onNews(Runnable task) {
        onNews = task;
    }

    /** Null if there is none at the moment, or {@link #isOver}. */
    @Nullable
    SseMessage poll() {
        SseMessage next;
        Runnable allTaken = Inbox::nothing;
        synchronized (this) {
            next = messages.poll();
            if (next != null && messages.isEmpty()) {
                allTaken = whenTaken;
                whenTaken = Inbox::nothing;
            }
        }
        allTaken.run();
        return next;
    }

    /**
     * Waits for a message. Null at the end.
     *
     * @throws EventSourceException if the end is a failure
     * @throws CancellationException if this thread is interrupted; it stays so
     */
    @Nullable
    SseMessage take() {
        while (true) {
            SseMessage next = poll();
            if (next != null || awaitNewsOrEnd()) {
                return next;
            }
        }
    }

    /** True at the end. */
    private synchronized boolean awaitNewsOrEnd() {
        try {
            while (messages.isEmpty()) {
                if (ended) {
                    throwFailure();
                    return true;
                }
                wait();
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while it waited for a message");
        }
    }

    private void throwFailure() {
        EventSourceError reason = failure();
        if (reason != null) {
            throw new EventSourceException(reason);
        }
    }

    /** Whether nothing is left and nothing will come. */
    synchronized boolean isOver() {
        return ended && messages.isEmpty();
    }

    /** What ended it, null if that is as it should be: closed, or one stream that was to be the only one. */
    synchronized @Nullable EventSourceError failure() {
        return failure instanceof EndOfStream ? null : failure;
    }
}
