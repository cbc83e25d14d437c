package dev.tidings.emitter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A stage that a listener may wait for, though it is completed by the very thread that calls listeners: that thread does what is due
 * while it waits. So do the stages that are made of it.
 */
final class EmitterFuture<T> extends CompletableFuture<T> {

    private final Dispatcher dispatcher;

    // Touched by the thread that calls listeners alone.
    private boolean running;

    EmitterFuture(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new EmitterFuture<>(dispatcher);
    }

    /** The listeners of the emit that this is the end of are being called. */
    void run(Runnable listeners) {
        running = true;
        try {
            listeners.run();
        } finally {
            running = false;
        }
    }

    @Override
    public T join() {
        boolean interrupted = false;
        while (mustGoOn()) {
            dispatcher.goOnUntilDone(this, null);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (mustGoOn()) {
            dispatcher.goOnUntilDone(this, null);
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long endNanos = System.nanoTime() + unit.toNanos(timeout);
        if (mustGoOn()) {
            dispatcher.goOnUntilDone(this, endNanos);
        }
        return super.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** @throws IllegalStateException if waiting for this could never end */
    private boolean mustGoOn() {
        if (isDone() || !dispatcher.isTurning()) {
            return false;
        }
        if (running) {
            throw new IllegalStateException("a listener waits for the end of the emit that it is called for");
        }
        return true;
    }
}
