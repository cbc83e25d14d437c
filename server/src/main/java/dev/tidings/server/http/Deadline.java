package dev.tidings.server.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs something unless it is moved away in time. Moving it to later, as every request does, costs a field: the timer that is
 * under way finds out when it fires. Confined to its event loop.
 */
public final class Deadline {

    private static final long NEVER = Long.MAX_VALUE;

    private final EventExecutor loop;
    private final Runnable expired;

    private long atNanos = NEVER;
    private long timerAtNanos = NEVER;
    private @Nullable ScheduledFuture<?> timer;

    public Deadline(EventExecutor loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    /** Moves it to so long from now. */
    public void in(long nanos) {
        atNanos = System.nanoTime() + nanos;
        if (timer == null || timerAtNanos - atNanos > 0) {
            stopTimer();
            startTimer(nanos);
        }
    }

    /** Moves it to so long from now, unless it is due before. */
    public void within(long nanos) {
        if (atNanos == NEVER || atNanos - System.nanoTime() > nanos) {
            in(nanos);
        }
    }

    /** Nothing is due for now. */
    public void pause() {
        atNanos = NEVER;
    }

    /** Nothing will be due any more: nothing is left of it. */
    public void stop() {
        atNanos = NEVER;
        stopTimer();
    }

    private void startTimer(long nanos) {
        timerAtNanos = System.nanoTime() + nanos;
        timer = loop.schedule(this::fired, nanos, TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void fired() {
        timer = null;
        if (atNanos == NEVER) {
            return;
        }
        long left = atNanos - System.nanoTime();
        if (left > 0) {
            startTimer(left);
        } else {
            atNanos = NEVER;
            expired.run();
        }
    }
}
