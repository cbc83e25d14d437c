package dev.tidings.testkit;

import dev.tidings.hub.log.EventLog;
import java.util.Optional;

/**
 * Opens logs of one kind for a contract suite, and says what that kind can do. Each test has an opener of its own, which is for one
 * thread.
 */
public interface LogOpener {

    /** An empty log. */
    EventLog open(LogSettings settings) throws Exception;

    /**
     * Opens again what was closed in an orderly way, with all its events.
     *
     * @param closed came from this opener, and is closed
     * @return empty if logs of this kind keep nothing; then the suite skips what needs it
     */
    default Optional<EventLog> reopen(EventLog closed, LogSettings settings) throws Exception {
        return Optional.empty();
    }

    /**
     * Opens again what did not end in an orderly way, so that its newest events may be missing: after a power cut, or from a backup.
     *
     * @param closed came from this opener, and is closed; what it still had to do then may be undone
     * @return empty if this cannot be made to happen; then the suite skips what needs it
     */
    default Optional<EventLog> reopenAfterLoss(EventLog closed, LogSettings settings) throws Exception {
        return Optional.empty();
    }

    /** Whether logs of this kind go by {@link LogSettings#clock()}; if not, the suite skips what takes time. */
    default boolean obeysClock() {
        return true;
    }

    /** Removes what the logs leave behind; called when all of them are closed. */
    default void close() throws Exception {}
}
