package dev.tidings.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Time that stands still until a test moves it. */
final class ManualTimer implements Timer {

    private static final int DEADLINE_SECONDS = 10;

    private record Scheduled(Runnable task, long atNanos) {}

    private final BlockingQueue<Duration> delays = new LinkedBlockingQueue<>();

    // Guarded by this.
    private final List<Scheduled> scheduled = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 1000; // soon below zero, as System.nanoTime may be

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Runnable schedule(Runnable task, long delayNanos) {
        Scheduled entry = new Scheduled(task, nanos + delayNanos);
        scheduled.add(entry);
        delays.add(Duration.ofNanos(delayNanos));
        return () -> {
            synchronized (this) {
                scheduled.remove(entry);
            }
        };
    }

    /** Waits for somebody to schedule something, and says for how much later. */
    Duration nextDelay() {
        try {
            Duration delay = delays.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (delay == null) {
                throw new AssertionError("nothing was scheduled in time");
            }
            return delay;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How much waits to be run. */
    synchronized int pending() {
        return scheduled.size();
    }

    /** Lets time pass, and has what is due run. */
    void advance(Duration time) {
        List<Scheduled> due;
        synchronized (this) {
            nanos += time.toNanos();
            due = scheduled.stream()
                    .filter(entry -> entry.atNanos() - nanos <= 0)
                    .toList();
            scheduled.removeAll(due);
        }
        due.forEach(entry -> entry.task().run());
    }
}
