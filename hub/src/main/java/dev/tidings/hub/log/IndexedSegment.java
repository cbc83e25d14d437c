package dev.tidings.hub.log;

import dev.tidings.hub.replay.SegmentLists;
import org.jspecify.annotations.Nullable;

/**
 * A run of events and their lists, which are dropped together: what a {@link SegmentedReplayIndex} consists of. An event's ordinal
 * is its place in here: the event at {@code before() + 1 + i} has ordinal {@code i}.
 * <p>
 * Safe for any thread.
 */
public interface IndexedSegment {

    /** The cursor before the first event. */
    long before();

    /** How many ordinals lie up to a cursor that is not beyond the published head. */
    int upTo(long cursor);

    /** The lists, which whoever gets them closes; null if the segment has been dropped meanwhile. May block. */
    @Nullable
    SegmentLists lists();
}
