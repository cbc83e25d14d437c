package dev.tidings.testkit;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How a contract suite wants a log to be opened.
 *
 * @param retainedBytes about how much the log retains, at least 64 KiB
 * @param retainAge what is older is dropped too; null if age does not matter
 * @param clock tells the time of events, their age, and how long idempotency keys are remembered
 */
public record LogSettings(long retainedBytes, @Nullable Duration retainAge, InstantSource clock) {

    /** Room for everything that a test appends, of any age. */
    public static final LogSettings LARGE = new LogSettings(64 << 20, null, InstantSource.system());

    /** As little as a log can be asked to retain. */
    public static final LogSettings SMALL = new LogSettings(64 << 10, null, InstantSource.system());

    public LogSettings withRetainAge(Duration age) {
        return new LogSettings(retainedBytes, age, clock);
    }

    public LogSettings withClock(InstantSource newClock) {
        return new LogSettings(retainedBytes, retainAge, newClock);
    }
}
