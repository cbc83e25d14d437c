package dev.tidings.hub.log;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One totally ordered, retained sequence of events: what storage implements.
 * <p>
 * Places in a log are told by <em>cursors</em>: a cursor is the position of an event, or a place between two, and stands for
 * everything up to and including it. Positions grow; holes are legal, also at the beginning, and somebody else may trim the log.
 * <p>
 * Safe for any thread. Only the reading methods, those of the {@link ReplayIndex} included, may block; they are never called on an
 * event loop. Once the log is closed they and {@link #follow} fail with {@link LogClosedException}, while {@link #earliest()},
 * {@link #head()} and {@link #epochs()} go on saying what they said last.
 */
public interface EventLog extends AutoCloseable {

    /**
     * Appends the events of a publication side by side, whole or not at all; but parts whose key was published before, within the
     * window of {@link IdempotencyTable}, are not appended again, even if retention has dropped them since. Never blocks for
     * storage. Must not be called by a follower.
     *
     * @return the ids of all events in the same order, those of parts that were published before included, once the events are as
     *     durable as this log promises and have been handed to the followers; completed by any thread. Fails with {@link LogFullException} if too much is
     *     waiting to be appended, with {@link IdempotencyException} if a key was used for other events or has no room, with
     *     {@link LogClosedException} and, if storage fails, with {@link LogUnavailableException}
     */
    CompletionStage<List<EventId>> append(Publication publication);

    /**
     * As {@link #append(Publication)}, on the caller's thread.
     *
     * @return completed by this call or by a task that was given to {@link Caller#answer}; by any thread if the log or the caller has
     *     ended, or if this log makes no difference between callers
     */
    default CompletionStage<List<EventId>> append(Publication publication, Caller caller) {
        return append(publication);
    }

    /**
     * Appends events without a key.
     *
     * @param events at least one
     */
    default CompletionStage<List<EventId>> append(List<Event> events) {
        return append(Publication.of(events));
    }

    /**
     * Hands every event behind the cursor to the follower, in order and without a hole, until the returned handle is closed.
     *
     * @param after {@link #head()}, or an earlier cursor that is still retained
     */
    Following follow(long after, Follower follower);

    /**
     * The next events behind the cursor that are retained, oldest first and without a hole between them; but when retention moves
     * on meanwhile, events up to {@link #earliest()}, looked at afterwards, may be missing. May block.
     *
     * @param limit most events wanted, at least 1. Fewer may come though there are more: empty means that there are none
     */
    List<Delivery> read(long after, int limit);

    /** All events at the given ascending positions but those that are not retained, or never were. May block. */
    List<Delivery> read(long[] positions);

    /** The cursor behind which everything is still retained; at most the head. Only ever grows. */
    long earliest();

    /**
     * The cursor of the newest event that was appended, or the start of the open epoch if there is none in it: never in an earlier
     * epoch, so that who goes on from here has no boundary to cross. Only ever grows while the log is open.
     */
    long head();

    /**
     * The epochs of this log; the last one is open. A new object whenever one is minted.
     * <p>
     * A log that keeps its events mints one at each opening. Its earlier epochs stay as they were, as long as any event of theirs
     * is retained.
     */
    Epochs epochs();

    /** How much of its bounds it uses. Never blocks for storage. */
    default LogUse use() {
        return LogUse.UNKNOWN;
    }

    /** Finds what a subscription missed without reading what others did. */
    ReplayIndex replayIndex();

    /** Refuses further appends, completes those under way and lets go of everything. */
    @Override
    void close();

    /** Takes what was appended. Called by one thread at a time, in the log's order; must not block. */
    @FunctionalInterface
    interface Follower {
        void appended(List<Delivery> events);
    }

    /** Stops following. When it returns, the follower is not called any more. */
    @FunctionalInterface
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
