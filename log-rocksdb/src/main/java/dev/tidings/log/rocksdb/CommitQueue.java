package dev.tidings.log.rocksdb;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.Caller;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.log.LogFullException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be committed, bounded by bytes. Any thread adds; one thread takes, and sleeps while there is nothing.
 */
final class CommitQueue {

    private final long maxBytes;
    private final ConcurrentLinkedQueue<Append> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    // Written by the taking thread, read by those who add.
    private volatile @Nullable Thread sleeping;

    private final Runnable wake = this::wake;

    // Each written once, by whoever closes: first nothing more is added, then nothing more is taken.
    private volatile boolean closed;
    private volatile boolean ended;

    CommitQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** One append that waits for its answer. */
    static final class Append {

        final Publication publication;
        final @Nullable Caller caller;
        final CompletableFuture<List<EventId>> ids = new CompletableFuture<>();
        final long bytes;

        Append(Publication publication, @Nullable Caller caller) {
            this.publication = publication;
            this.caller = caller;
            long sum = 0;
            List<Event> events = publication.events();
            for (int i = 0; i < events.size(); i++) {
                sum += events.get(i).heapBytes();
            }
            this.bytes = sum;
        }
    }

    /**
     * Its answer fails at once if too much is waiting, or if nothing is taken any more.
     *
     * @param caller null for a thread that waits for nothing but this
     */
    CompletableFuture<List<EventId>> add(Publication publication, @Nullable Caller caller) {
        Append append = new Append(publication, caller);
        if (closed) {
            append.ids.completeExceptionally(new LogClosedException());
        } else if (bytes.addAndGet(append.bytes) > maxBytes && bytes.get() > append.bytes) {
            bytes.addAndGet(-append.bytes);
            append.ids.completeExceptionally(new LogFullException(
                    "appends waiting for the disk: more than " + maxBytes + " bytes (expected: at most that)"));
        } else {
            waiting.add(append);
            if (sleeping != null) {
                wakeFor(caller);
            }
            if (ended) {
                // It may have come too late to be taken.
                refuseAll();
            }
        }
        return append.ids;
    }

    /** A thread that is woken may get the core of whoever wakes it, and would find one append where there could be many. */
    private void wakeFor(@Nullable Caller caller) {
        if (caller == null) {
            wake();
        } else {
            try {
                caller.whenThrough(wake);
            } catch (RuntimeException | Error notTaken) {
                // What has been added is appended: it must not look refused.
                wake();
            }
        }
    }

    private void wake() {
        Thread taker = sleeping;
        if (taker != null) {
            sleeping = null;
            LockSupport.unpark(taker);
        }
    }

    /** Waits for something and takes what is there, up to so many bytes; empty when the queue is closed and nothing is left. */
    List<Append> take(long most) {
        List<Append> taken = new ArrayList<>();
        Append next = await();
        long sum = 0;
        while (next != null) {
            taken.add(next);
            sum += next.bytes;
            next = sum < most ? waiting.poll() : null;
        }
        return taken;
    }

    private @Nullable Append await() {
        Append next = waiting.poll();
        while (next == null && !closed) {
            sleeping = Thread.currentThread();
            // Again: what was added before that was seen wakes nobody.
            next = waiting.poll();
            if (next == null && !closed) {
                LockSupport.park(this);
                // Whoever interrupted this thread, in a callback say, must not make it spin.
                Thread.interrupted();
                next = waiting.poll();
            }
        }
        sleeping = null;
        return next == null ? waiting.poll() : next;
    }

    /** What was taken has its answer. */
    void done(List<Append> taken) {
        long sum = 0;
        for (int i = 0; i < taken.size(); i++) {
            sum += taken.get(i).bytes;
        }
        bytes.addAndGet(-sum);
    }

    long maxBytes() {
        return maxBytes;
    }

    long bytes() {
        return bytes.get();
    }

    /** Nothing is added from now on; what waits is still taken. */
    void close() {
        closed = true;
        wake();
    }

    /** Nothing is taken from now on: what came too late for that is refused. */
    void end() {
        ended = true;
        refuseAll();
    }

    private void refuseAll() {
        Append late = waiting.poll();
        while (late != null) {
            bytes.addAndGet(-late.bytes);
            late.ids.completeExceptionally(new LogClosedException());
            late = waiting.poll();
        }
    }
}
