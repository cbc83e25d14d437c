package dev.tidings.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of one response, written only while the container says that it takes something.
 * <p>
 * Bytes are given and the end is asked for on the stream's loop; the container tells its part on threads of its own.
 */
final class ResponseOutput implements WriteListener, AsyncListener {
    /*
     *   add ──> queue ──turn──> write, a piece at a time, while isReady() ──all taken──> flush ──> drained, end
     *             ^                       │ false
     *             │                       v
     *             └──── signal <── onWritePossible, on a thread of the container
     *
     * Turns follow each other, never two at once: whoever counts the work up from zero has the turn begin, and it is on the loop. On Tomcat
     * the first one behind onWritePossible is within it, and others wait until that has returned for sure; where it blocks in write() all
     * the same, over HTTP/2, turns are on its threads. Why, is told in Container.
     *
     * When the client has gone, or the container wants an end for reasons of its own, it says so on one of its threads, and takes the
     * response for another request soon after. So nobody may be writing when that thread returns (silence()).
     */

    /** 16 KiB: what a container copies of a write that its socket does not take. */
    private static final int PIECE_BYTES = 16 << 10;

    /** 5 s: no write is under way for as long, where it may block at all. */
    private static final long SILENCE_SECONDS = 5;

    /** 1 s: a container that ends a failed request by itself has begun to. */
    private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

    private final TransportLoop loop;
    private final AsyncContext context;
    private final ServletOutputStream output;
    private final Container container;
    private final Executor turns;
    private final Runnable gone;

    // Given by the loop, taken by turns.
    private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong pending = new AtomicLong();
    private final AtomicReference<@Nullable Runnable> drained = new AtomicReference<>();
    private volatile boolean ending;
    private volatile boolean abandoned;

    // Cleared by the container, set by turns: it has promised to say when it takes something. It does so first after
    // the request's
    // own thread has returned.
    private volatile boolean blocked = true;

    // Written by the container before that: when its thread is through with the request.
    private volatile long settledNanos;

    // The thread that has a turn within onWritePossible, if one has.
    private volatile @Nullable Thread told;

    // Turns only: their order is the counter's, which publishes these.
    private byte @Nullable [] current;
    private int at;
    private int unconfirmed;
    private boolean unflushed;
    private boolean held;

    /** Held while the container is written to; whoever holds it waits for nothing. */
    private final ReentrantLock writing = new ReentrantLock();

    // Loop only.
    private long given;

    // Any thread, from false to true.
    private final AtomicBoolean completing = new AtomicBoolean();
    private final AtomicBoolean goneTold = new AtomicBoolean();
    private volatile boolean silent;
    private volatile boolean over;

    /** @param gone runs once on the loop, when nothing can be written any more */
    ResponseOutput(
            TransportLoop loop, AsyncContext context, ServletOutputStream output, Container container, Runnable gone) {
        this.loop = loop;
        this.context = context;
        this.output = output;
        this.container = container;
        this.turns = container.blocksInWrite() ? context::start : this::onLoop;
        this.gone = gone;
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** Writes bytes, which nobody changes any more, as soon as the client takes them. Loop only. */
    void add(byte[] bytes) {
        if (bytes.length > 0 && !silent && !abandoned) {
            given += bytes.length;
            pending.addAndGet(bytes.length);
            queue.add(bytes);
            signal();
        }
    }

    long pendingBytes() {
        return silent || abandoned ? 0 : pending.get();
    }

    /** Bytes that the container has taken for good. Loop only. */
    long taken() {
        return given - pending.get();
    }

    /** Runs the task on the loop, by itself, once nothing is pending; never if it ends before. */
    void whenDrained(Runnable task) {
        drained.set(task);
        signal();
    }

    /** Ends the response when all has been taken. */
    void end() {
        ending = true;
        signal();
    }

    /** Ends the response as soon as that can be done without waiting for the client; what it has not taken is thrown away. */
    void abandon() {
        abandoned = true;
        signal();
    }

    private void signal() {
        if (work.getAndIncrement() == 0) {
            try {
                turns.execute(this::turn);
            } catch (IllegalStateException | RejectedExecutionException e) {
                // The container is at the end of this request already, and says so.
                failed();
            }
        }
    }

    private void turn() {
        int seen;
        do {
            seen = work.get();
            try {
                pump();
            } catch (IOException | RuntimeException e) {
                StreamLog.failed(e);
                failed();
            }
        } while (work.addAndGet(-seen) != 0);
    }

    private void pump() throws IOException {
        while (!silent) {
            held = false;
            // Asked before looking for what is left: what was given before the end was asked for is there by then.
            boolean ends = ending;
            Runnable whenDrained = drained.get();
            if (abandoned) {
                throwAway();
            }
            if (!step()) {
                settle(ends, whenDrained);
                return;
            }
        }
    }

    private void throwAway() {
        queue.clear();
        current = null;
        unflushed = false;
    }

    /** Does one thing; false if there is nothing to do, or it cannot be done now. */
    private boolean step() throws IOException {
        writing.lock();
        try {
            if (silent || !isReady()) {
                return false;
            }
            confirm();
            return writePiece() || flush();
        } finally {
            writing.unlock();
        }
    }

    private boolean isReady() {
        if (blocked) {
            return false;
        }
        if (isHeld()) {
            return false;
        }
        // Before the question: the container may answer "now" while it still says "not yet".
        blocked = true;
        if (!output.isReady()) {
            return false;
        }
        blocked = false;
        return true;
    }

    /** The thread that has called {@link #onWritePossible} may not be through with the request; then somebody else tries again. */
    private boolean isHeld() {
        if (container.settlingNanos() == 0) {
            return false;
        }
        if (Thread.currentThread().equals(told)) {
            settling();
            return false;
        }
        long nanos = settledNanos - System.nanoTime();
        held = nanos > 0;
        if (held) {
            loop.schedule(this::signal, nanos);
        }
        return held;
    }

    /** It would not be ready if it had not taken what was written before. */
    private void confirm() {
        if (unconfirmed > 0) {
            pending.addAndGet(-unconfirmed);
            unconfirmed = 0;
        }
    }

    private boolean writePiece() throws IOException {
        if (current == null) {
            current = queue.poll();
            at = 0;
        }
        byte[] bytes = current;
        if (bytes == null) {
            return false;
        }
        int length = Math.min(PIECE_BYTES, bytes.length - at);
        output.write(bytes, at, length);
        at += length;
        if (at == bytes.length) {
            current = null;
        }
        unconfirmed += length;
        unflushed = true;
        return true;
    }

    private boolean flush() throws IOException {
        if (!unflushed) {
            return false;
        }
        unflushed = false;
        output.flush();
        return true;
    }

    /** Nothing more can be written for now. */
    private void settle(boolean ends, @Nullable Runnable whenDrained) {
        if (silent || held) {
            return;
        }
        if (blocked) {
            if (abandoned && !container.waitsInComplete()) {
                complete();
            }
            return;
        }
        if (whenDrained != null && drained.compareAndSet(whenDrained, null)) {
            loop.execute(whenDrained);
        }
        if (ends || abandoned) {
            complete();
        }
    }

    /** On a thread of the container: it may run the rest of the request's life within the call. */
    private void complete() {
        if (completing.compareAndSet(false, true)) {
            silent = true;
            try {
                context.start(this::completeNow);
            } catch (IllegalStateException e) {
                // It is at the end of this request already.
                StreamLog.failed(e);
                tellGone();
            } catch (RejectedExecutionException e) {
                completeNow();
            }
        }
    }

    private void completeNow() {
        if (!over) {
            try {
                context.complete();
            } catch (IllegalStateException e) {
                StreamLog.failed(e);
            }
        }
    }

    /** Nothing can be written any more. The container ends the request, or waits for that to be done for it. */
    private void failed() {
        silent = true;
        tellGone();
        loop.schedule(this::complete, GRACE_NANOS);
    }

    private void tellGone() {
        if (!goneTold.getAndSet(true)) {
            loop.execute(gone);
        }
    }

    /** Nothing is written when this returns, nor later. */
    private void silence() {
        silent = true;
        try {
            if (writing.tryLock(SILENCE_SECONDS, TimeUnit.SECONDS)) {
                writing.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onWritePossible() {
        if (container.settlingNanos() == 0) {
            blocked = false;
            signal();
            return;
        }
        settling();
        blocked = false;
        if (work.getAndIncrement() == 0) {
            told = Thread.currentThread();
            turn();
            told = null;
            settling();
        }
    }

    private void settling() {
        settledNanos = System.nanoTime() + container.settlingNanos();
    }

    /** Not the end yet: Tomcat tells its {@link AsyncListener} behind this, and wants to hear {@code complete()} there. */
    @Override
    public void onError(Throwable cause) {
        StreamLog.failed(cause);
        silence();
        failed();
    }

    @Override
    public void onError(AsyncEvent event) {
        silence();
        tellGone();
        completing.set(true);
        completeNow();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        onError(event);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        silent = true;
        over = true;
        completing.set(true);
        tellGone();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
