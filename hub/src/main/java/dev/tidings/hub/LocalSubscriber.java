package dev.tidings.hub;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.EventLoop;
import dev.tidings.hub.shard.Subscriber;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber inside this JVM. It is handed events on the event loop and passes them on, one at a time and in order, on an
 * executor, as far as there is demand.
 * <p>
 * What it was handed and has not passed on is pending, as bytes are for a socket: so a slow one falls behind and reads from the
 * log, and its queue never grows beyond that.
 */
abstract class LocalSubscriber implements Subscriber<Handed> {

    /** Deliveries in a row before others have their turn on the executor. */
    private static final int TURN = 256;

    private final Executor executor;
    private final EventLoop loop;

    // Filled by the event loop, emptied by the executor.
    private final Queue<Handed> handed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong demand;
    private final AtomicLong pending = new AtomicLong();
    private final AtomicReference<@Nullable Runnable> drained = new AtomicReference<>();
    private final AtomicReference<@Nullable CloseReason> ended = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile boolean cutShort;

    // One turn at a time; the turns' order is the counter's, which publishes these.
    private final Queue<Delivery> current = new ArrayDeque<>();
    private long currentBytes;
    private boolean endTold;

    LocalSubscriber(Executor executor, EventLoop loop, long initialDemand) {
        this.executor = executor;
        this.loop = loop;
        this.demand = new AtomicLong(initialDemand);
    }

    /** Passes one event on. What it throws is its own business. */
    abstract void onDelivery(Delivery delivery);

    /** Events may be missing here. False if nothing shall follow. */
    abstract boolean onGap(Gap gap);

    abstract void onEnd(CloseReason reason);

    @Override
    public void joined(EventId position) {}

    @Override
    public void deliver(Handed batch) {
        pending.addAndGet(batch.bytes());
        handed.add(batch);
        signal();
    }

    @Override
    public long pendingBytes() {
        return pending.get();
    }

    /** A slow listener is not a dead peer: there is no limit that this would be for. */
    @Override
    public long progress() {
        return 0;
    }

    @Override
    public void whenDrained(Runnable task) {
        drained.set(task);
        tellIfDrained();
    }

    @Override
    public void ended(CloseReason reason) {
        ended.set(reason);
        signal();
    }

    /** Passes on so many more. Any thread. */
    void request(long more) {
        demand.updateAndGet(now -> Long.MAX_VALUE - now < more ? Long.MAX_VALUE : now + more);
        signal();
    }

    /** Passes nothing on any more, from this moment on, not even the end. Any thread. */
    void stop() {
        stopped = true;
        signal();
    }

    /** Passes on nothing but the end any more, from this moment on. Any thread. */
    void cutShort() {
        cutShort = true;
        ended(CloseReason.SHUTDOWN);
    }

    private void signal() {
        if (work.getAndIncrement() == 0) {
            executor.execute(this::turn);
        }
    }

    private void turn() {
        int seen = work.get();
        int left = TURN;
        while (left > 0 && step()) {
            left--;
        }
        tellIfDrained();
        // Only zero ends the turns: whoever signalled meanwhile, or work that is left over, brings another one.
        if (left == 0 || work.addAndGet(-seen) != 0) {
            executor.execute(this::turn);
        }
    }

    /** Passes one event on, if there is one and demand for it. */
    private boolean step() {
        if (stopped || cutShort) {
            discard();
            tellEnd();
            return false;
        }
        if (current.isEmpty() && !takeNext()) {
            tellEnd();
            return false;
        }
        if (current.isEmpty()) {
            return true;
        }
        if (demand.get() == 0) {
            return false;
        }
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
        onDelivery(current.remove());
        if (current.isEmpty()) {
            pending.addAndGet(-currentBytes);
        }
        return true;
    }

    private boolean takeNext() {
        Handed next = handed.poll();
        if (next == null) {
            return false;
        }
        current.addAll(next.deliveries());
        currentBytes = next.bytes();
        if (next.gap() != null && !onGap(next.gap())) {
            stopped = true;
        }
        return true;
    }

    private void discard() {
        handed.clear();
        current.clear();
    }

    private void tellEnd() {
        CloseReason reason = ended.get();
        if (reason != null && handed.isEmpty() && !endTold && !stopped) {
            endTold = true;
            onEnd(reason);
        }
    }

    private void tellIfDrained() {
        if (pending.get() == 0) {
            Runnable task = drained.getAndSet(null);
            if (task != null) {
                loop.execute(task);
            }
        }
    }
}
