package dev.tidings.emitter;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Calls one listener, one event after the other, in order, on an executor that may have many threads.
 * <p>
 * What waits here counts as pending in the emitter, which bounds it. Safe for any thread.
 */
final class Lane {

    /** Calls in a row before others have their turn on the executor. */
    private static final int TURN = 64;

    private final Executor executor;
    private final Consumer<? super Emitted<?>> listener;
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();

    private record Entry(Emission emission, Registration registration) {}

    Lane(Executor executor, Consumer<? super Emitted<?>> listener) {
        this.executor = executor;
        this.listener = listener;
    }

    /** @param emission is held until it is released in here */
    void add(Emission emission, Registration registration) {
        entries.add(new Entry(emission, registration));
        if (work.getAndIncrement() == 0) {
            start();
        }
    }

    private void start() {
        Handover.run(executor, this::turn, this::refuse);
    }

    private void turn() {
        int seen = work.get();
        int left = TURN;
        Entry entry = entries.poll();
        while (entry != null) {
            call(entry);
            entry = --left == 0 ? null : entries.poll();
        }
        if (left == 0 || work.addAndGet(-seen) != 0) {
            start();
        }
    }

    private void call(Entry entry) {
        try {
            if (!entry.registration.isOff()) {
                listener.accept(entry.emission.emitted());
            }
        } catch (Throwable e) { // as of any listener
            entry.emission.failed(e);
        } finally {
            entry.emission.release();
        }
    }

    /** Nobody will call the listener: each event says so, and none is kept. */
    private void refuse(Throwable e) {
        int seen;
        do {
            seen = work.get();
            Entry entry = entries.poll();
            while (entry != null) {
                entry.emission.failed(e);
                entry.emission.release();
                entry = entries.poll();
            }
        } while (work.addAndGet(-seen) != 0);
    }
}
