package dev.tidings.emitter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says once of what is listened to that its listeners seem to pile up, and where the last one came from. Safe for any thread. */
final class LeakWarning {

    private static final Logger LOG = System.getLogger("dev.tidings.emitter");

    private final int limit;
    private final EmitterWatch watch;
    private final Set<Interest> warned = ConcurrentHashMap.newKeySet();

    /** @param limit how many listeners are usual; 0 for any number */
    LeakWarning(int limit, EmitterWatch watch) {
        this.limit = limit;
        this.watch = watch;
    }

    void added(Interest interest, int listeners) {
        watch.added(interest.topics(), listeners);
        if (limit > 0 && listeners > limit && warned.add(interest)) {
            LOG.log(
                    Level.WARNING,
                    listeners + " listeners to " + interest + " (expected: at most " + limit
                            + ", else Emitter.Builder.leakWarning); are they never removed?",
                    new Throwable("the last one was added here"));
            watch.leakSuspected(interest.topics(), listeners);
        }
    }

    void removed(Interest interest, int listeners) {
        if (listeners == 0) {
            warned.remove(interest);
        }
        watch.removed(interest.topics(), listeners);
    }
}
