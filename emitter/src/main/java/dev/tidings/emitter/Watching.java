package dev.tidings.emitter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells who watches what becomes of listeners, in order and one at a time; of those that seem to pile up it says so once.
 * <p>
 * Safe for any thread.
 */
final class Watching {

    private static final Logger LOG = System.getLogger("dev.tidings.emitter");

    private final int limit;
    private final EmitterWatch watch;
    private final Queue<Runnable> untold = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();

    // Under the lock of the listeners.
    private final Set<Interest> warned = new HashSet<>();

    /** @param limit how many listeners are usual; 0 for any number */
    Watching(int limit, EmitterWatch watch) {
        this.limit = limit;
        this.watch = watch;
    }

    /** Under the lock of the listeners; {@link #tell()} follows. */
    void added(Interest interest, int listeners) {
        untold.add(() -> watch.added(interest.topics(), listeners));
        if (limit > 0 && listeners > limit && warned.add(interest)) {
            Throwable place = new Throwable("the last one was added here");
            untold.add(() -> warn(interest, listeners, place));
        }
    }

    private void warn(Interest interest, int listeners, Throwable place) {
        LOG.log(
                Level.WARNING,
                listeners + " listeners to " + interest + " (expected: at most " + limit
                        + ", else Emitter.Builder.leakWarning); are they never removed?",
                place);
        watch.leakSuspected(interest.topics(), listeners);
    }

    /** Under the lock of the listeners; {@link #tell()} follows. */
    void removed(Interest interest, int listeners) {
        if (listeners == 0) {
            warned.remove(interest);
        }
        untold.add(() -> watch.removed(interest.topics(), listeners));
    }

    /** Tells what has not been told, unless another thread does: then that goes on. Without the lock. */
    void tell() {
        if (work.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = work.get();
            for (Runnable next = untold.poll(); next != null; next = untold.poll()) {
                tell(next);
            }
        } while (work.addAndGet(-seen) != 0);
    }

    private static void tell(Runnable next) {
        try {
            next.run();
        } catch (RuntimeException | Error e) { // whoever adds a listener is not to suffer from who watches
            LOG.log(Level.WARNING, "Who watches listeners failed", e);
        }
    }
}
