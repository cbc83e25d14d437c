package dev.tidings.hub.shard;

import dev.tidings.hub.event.Gap;

/** What the hub tells of its work. Called on event loops and reader threads: implementations are safe for any thread and quick. */
public interface HubMetrics {

    /** Events were appended to the log. */
    default void published(int events) {}

    default void joined() {}

    default void left() {}

    /** A live subscriber cannot take more for now. */
    default void turnedBehind() {}

    /** A subscriber has caught up. */
    default void turnedLive() {}

    /** A batch went to some live subscribers of one audience. */
    default void delivered(int events, int subscribers) {}

    /** A page was read for subscribers that are behind. */
    default void pageRead(int events, long bytes) {}

    default void gap(Gap.Reason reason) {}

    /** A shard fell off the tail, so that its live subscribers turned behind. */
    default void shardOverrun() {}
}
