package dev.tidings.hub.shard;

import dev.tidings.hub.event.Gap;
import java.util.Map;

/**
 * What one shard has done since it began, and what it holds, at about the same moment.
 *
 * @param deliveries of events to subscribers that were live; what was replayed is not among them
 * @param overruns how often it fell off the tail
 * @param pendingBytes what its subscribers were given and have not taken; about a second old, as the next two
 * @param pageBytes what pages take that are read or kept for subscribers that are behind
 * @param shapes sets of attributes that its subscriptions constrain
 * @param lagEvents how many events it has yet to look at
 * @param lagNanos how long ago the first of them was appended
 * @param delivery for each batch how long after its first event was appended the last of its subscribers was written to
 * @param loopLag once a second, by how much its event loop was late for what was due
 */
public record ShardStats(
        Members members,
        Replays replays,
        long deliveries,
        long overruns,
        long pendingBytes,
        long pageBytes,
        long shapes,
        long lagEvents,
        long lagNanos,
        Latencies delivery,
        Latencies loopLag) {

    /**
     * Subscribers.
     *
     * @param joined how many ever came
     * @param left how many of them are gone
     * @param behind how many are behind now, those who have just come back with an id included
     * @param turnedBehind how often one that was live could not take more
     * @param audiences different subscriptions
     */
    public record Members(long joined, long left, long behind, long turnedBehind, long audiences) {

        /** How many are live, or are about to be. */
        public long live() {
            return Math.max(0, joined - left - behind);
        }
    }

    /**
     * What was read for subscribers that are behind.
     *
     * @param events on the pages; a page may be given to many
     * @param nanos that reader threads were at it
     * @param waiting pages that wait for room
     * @param gaps told to subscribers
     */
    public record Replays(long pages, long events, long bytes, long nanos, long waiting, Map<Gap.Reason, Long> gaps) {

        public Replays {
            gaps = Map.copyOf(gaps);
        }
    }
}
