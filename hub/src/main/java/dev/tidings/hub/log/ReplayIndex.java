package dev.tidings.hub.log;

import dev.tidings.hub.event.Subscription;

/**
 * For each attribute value and topic the positions that carry it, so that replaying costs what was missed.
 * <p>
 * A projection of the log that can be rebuilt from it. Safe for any thread; its methods may block and are never called on an
 * event loop. They fail with {@link LogClosedException} once the log is closed.
 */
public interface ReplayIndex {

    /**
     * The next positions behind a cursor at which a subscription matches.
     *
     * @param after the cursor to begin behind
     * @param through the cursor to end with, at least {@code after}
     * @param limit most positions wanted, at least 1
     */
    Matches matches(Subscription subscription, long after, long through, int limit);

    /**
     * The cursor right before the newest matches.
     *
     * @param through the cursor to end with
     * @param count how many matches are wanted, at least 1
     * @return a cursor behind which, up to {@code through}, at most {@code count} retained events match
     */
    long beforeNewest(Subscription subscription, long through, int count);

    /**
     * A page of matches.
     *
     * @param positions ascending
     * @param through every match up to this cursor is among the positions: the {@code through} that was asked for, or the last
     *     position if the limit was reached before
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a list would box every position
    record Matches(long[] positions, long through) {}
}
