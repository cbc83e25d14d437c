package dev.tidings.emitter;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventId;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls listeners, one event after the other in the order of the log, on an executor.
 * <p>
 * Safe for any thread.
 */
final class Dispatcher {
    /*
     *    emit ──lock──> log.append, queue          so the queue has the log's order
     *                      │         │
     *             log's thread    turn, on the executor, one at a time:
     *               "appended" ──> while the first of the queue is appended: call its listeners
     *
     * That appends which are called one after the other stand in that order is part of what every log promises.
     *
     * A listener that waits for the end of an emit waits on the one thread that could bring it. That thread goes on itself
     * (goOnUntilDone): with the other listeners of its own event, then with the queue. So all others hear everything in order, and it
     * alone hears later events before its own call has ended. Whoever waits for something else that waits for listeners, waits for ever.
     */

    /** 100: each takes a piece of the stack. */
    private static final int MAX_WAITING = 100;

    private final Executor executor;
    private final long maxPendingBytes;

    // Held while an event is appended and queued, never while listeners are called.
    private final ReentrantLock appending = new ReentrantLock();
    private final Queue<Emission> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong pendingBytes = new AtomicLong();

    // Zero: no turn, and none on its way.
    private final AtomicInteger work = new AtomicInteger();

    // Written by turns, one at a time; read by all, who see their own thread only if it is theirs.
    private volatile @Nullable Thread turning;

    // Of the turn; the listener is shown to those who are refused.
    private @Nullable Emission current;
    private boolean interrupted;
    private volatile @Nullable Registration calling;

    // Listeners in the turn, each called by the next, that wait for an emit.
    private final AtomicInteger waiting = new AtomicInteger();

    Dispatcher(Executor executor, long maxPendingBytes) {
        this.executor = executor;
        this.maxPendingBytes = maxPendingBytes;
    }

    /** Whether an event may wait here; if so, it is to be dispatched. A single one may, whatever its size. */
    boolean admit(Emission emission) {
        long before = pendingBytes.getAndAdd(emission.bytes());
        if (before > 0 && before + emission.bytes() > maxPendingBytes) {
            released(emission);
            return false;
        }
        return true;
    }

    EmitterBusyException busy() {
        return new EmitterBusyException(pendingBytes.get(), maxPendingBytes, calling);
    }

    /** Appends an event that was admitted, and calls its listeners when that is done and it is their turn. */
    CompletionStage<EventId> dispatch(Emission emission, Hub hub) {
        CompletionStage<EventId> appended;
        appending.lock();
        try {
            appended = hub.publish(emission.event());
            queue.add(emission);
        } catch (RuntimeException | Error e) {
            released(emission);
            throw e;
        } finally {
            appending.unlock();
        }
        appended.whenComplete((id, failure) -> {
            emission.appended(id, failure);
            signal();
        });
        return emission.end();
    }

    void released(Emission emission) {
        pendingBytes.addAndGet(-emission.bytes());
    }

    long pendingBytes() {
        return pendingBytes.get();
    }

    private void signal() {
        if (work.getAndIncrement() == 0) {
            start();
        } else if (waiting.get() > 0) {
            LockSupport.unpark(turning);
        }
    }

    /**
     * If there is no thread for them, listeners are not called: this may be the log's own thread. But what was published must not seem
     * as if it were not.
     */
    private void start() {
        Handover.run(executor, () -> turn(Emission::run), e -> turn(emission -> emission.runWithoutListeners(e)));
    }

    private void turn(Consumer<Emission> run) {
        boolean more = true;
        while (more) {
            int seen = work.get();
            turning = Thread.currentThread();
            while (step(run)) {}
            if (interrupted) {
                interrupted = false;
                Thread.currentThread().interrupt();
            }
            turning = null;
            more = work.addAndGet(-seen) != 0;
        }
    }

    /**
     * In a turn: calls a listener. Its interruption is not the next one's, but the thread's when all have been called; while a listener
     * waits, it is that one's.
     */
    void call(Registration listener, Emission emission) {
        Registration before = calling;
        calling = listener;
        listener.hear(emission);
        calling = before;
        if (waiting.get() == 0) {
            interrupted |= Thread.interrupted();
        }
    }

    /** Goes on with the next event, if the log has answered. In a turn only. */
    private boolean step(Consumer<Emission> run) {
        Emission next = queue.peek();
        if (next == null || !next.isAppended()) {
            return false;
        }
        queue.remove();
        Emission before = current;
        current = next;
        try {
            run.accept(next);
        } catch (Throwable e) { // out of memory, say: whoever comes next is to have a turn
            next.end().completeExceptionally(e);
        } finally {
            current = before;
        }
        return true;
    }

    /** Whether it is this thread that calls listeners, and so has to go on while one of them waits. */
    @SuppressWarnings("ReferenceEquality") // a thread is itself and no other
    boolean isTurning() {
        return turning == Thread.currentThread();
    }

    /**
     * Goes on with the queue until the future is done, the thread is interrupted, or the time is over. In a turn only.
     *
     * @param endNanos as {@link System#nanoTime()} tells it; null for no end
     */
    void goOnUntilDone(EmitterFuture<?> awaited, @Nullable Long endNanos) {
        if (waiting.get() == MAX_WAITING) {
            throw new IllegalStateException("listeners that wait inside one another: more than " + MAX_WAITING
                    + " (expected: fewer events while one waits, or a listener with an executor)");
        }
        Thread self = Thread.currentThread();
        awaited.whenComplete((value, failure) -> LockSupport.unpark(self));
        waiting.incrementAndGet();
        try {
            while (!awaited.isDone() && !self.isInterrupted()) {
                long left = endNanos == null ? Long.MAX_VALUE : endNanos - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                if (!goOn() && !awaited.isDone()) {
                    LockSupport.parkNanos(this, left);
                }
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** First with the event that a listener waits in, so that all others hear that before the next. */
    private boolean goOn() {
        return (current != null && current.callNext()) || step(Emission::run);
    }
}
