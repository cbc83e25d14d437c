package dev.tidings.emitter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Writes failures to the log: the first of its sort at once, then one a minute at most, with how many were left off.
 * <p>
 * Safe for any thread.
 */
final class FailureLog {

    private static final Logger LOG = System.getLogger("dev.tidings.emitter");

    static final long NOT_YET = -1;

    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** 256 sorts: an application has few topics, but those of a log can be anybody's. */
    private static final int MAX_SORTS = 256;

    private final LongSupplier nanos;
    private final Map<Sort, Told> told = new ConcurrentHashMap<>();

    private record Sort(EmitterFailure.Kind kind, String topic, Class<?> cause) {}

    private static final class Told {

        private final AtomicLong nextNanos;
        private final AtomicLong leftOff = new AtomicLong();

        private Told(long nowNanos) {
            nextNanos = new AtomicLong(nowNanos);
        }

        private long isDue(long nowNanos) {
            long next = nextNanos.get();
            if (nowNanos - next >= 0 && nextNanos.compareAndSet(next, nowNanos + PAUSE_NANOS)) {
                return leftOff.getAndSet(0);
            }
            leftOff.incrementAndGet();
            return NOT_YET;
        }
    }

    FailureLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void write(EmitterFailure failure) {
        long leftOff = isDue(failure);
        if (leftOff != NOT_YET) {
            String more = leftOff == 0 ? "" : " (and " + leftOff + " more of its sort)";
            LOG.log(Level.WARNING, "An event of " + failure + more, failure.cause());
        }
    }

    /** How many were left off since the last line, which the caller now writes; {@link #NOT_YET} if it must not. */
    long isDue(EmitterFailure failure) {
        long now = nanos.getAsLong();
        return sort(failure, now).isDue(now);
    }

    private Told sort(EmitterFailure failure, long now) {
        if (told.size() >= MAX_SORTS) {
            told.clear();
        }
        Sort sort = new Sort(failure.kind(), failure.topic(), failure.cause().getClass());
        return told.computeIfAbsent(sort, first -> new Told(now));
    }
}
