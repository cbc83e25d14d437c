package dev.tidings.spring.test;

import dev.tidings.hub.event.EventId;
import dev.tidings.sse.EventDecoder;
import dev.tidings.sse.SseHandler;
import dev.tidings.sse.SseMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a stream has brought, and how far it is. Written by its reader, waited for by a test. */
final class Recording implements SseHandler {

    private final Duration deadline;

    // Guarded by this.
    private final Deque<SseMessage> messages = new ArrayDeque<>();
    private String lastEventId = "";
    private boolean begun;
    private @Nullable String end;

    // Its reader's only.
    private final EventDecoder decoder = new EventDecoder("", "", EventDecoder.LARGEST_MAX_EVENT_BYTES, this);

    Recording(Duration deadline) {
        this.deadline = deadline;
    }

    /** In one go: an id is told before the message of the same block, and nobody may see the one without the other. */
    synchronized void add(ByteBuffer chunk) {
        decoder.decode(chunk);
        notifyAll();
    }

    @Override
    public void onMessage(SseMessage message) {
        messages.add(message);
    }

    @Override
    public void onId(String id) {
        lastEventId = id;
    }

    /** A stream begins with a block that has it: whatever is published from then on is behind its place. */
    @Override
    public void onRetry(Duration reconnectionTime) {
        begun = true;
    }

    /** @param how in words */
    synchronized void ended(String how) {
        end = how;
        notifyAll();
    }

    synchronized void awaitBegin() {
        await("the first block of the stream", () -> begun);
    }

    synchronized SseMessage next() {
        await("a message", () -> !messages.isEmpty());
        return messages.remove();
    }

    /** Also returns once there is a message: that is an answer, too. */
    synchronized void awaitPast(EventId id) {
        await("an id of " + id + " or later", () -> !messages.isEmpty() || isPast(id));
    }

    private boolean isPast(EventId id) {
        return EventId.parse(lastEventId)
                .filter(reached -> reached.epoch().equals(id.epoch()) && reached.position() >= id.position())
                .isPresent();
    }

    synchronized void awaitEnd() {
        if (!await(() -> end != null)) {
            throw new AssertionError("the end of the stream has not come within " + deadline + state());
        }
    }

    synchronized void assertExhausted() {
        if (!messages.isEmpty()) {
            throw new AssertionError("messages: " + messages + " (expected: none)");
        }
    }

    synchronized String lastEventId() {
        return lastEventId;
    }

    private void await(String what, BooleanSupplier condition) {
        if (!await(() -> condition.getAsBoolean() || end != null) || !condition.getAsBoolean()) {
            throw new AssertionError(what + " has not come "
                    + (end == null ? "within " + deadline : "before the end: " + end) + state());
        }
    }

    private String state() {
        return "; messages: " + messages + ", last event id: " + lastEventId;
    }

    /** Whether the condition holds before it is too late. */
    private synchronized boolean await(BooleanSupplier condition) {
        long endNanos = System.nanoTime() + deadline.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                long left = endNanos - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
