package dev.tidings.hub.shard;

import java.time.Duration;

/**
 * How a subscriber is treated that cannot take what comes as fast as it comes. Values: subscribers with equal ones may share
 * an audience.
 */
public sealed interface WhenBehind {

    /**
     * 5 s: a page that is busy or a phone that changes cells is back by then, and who is not holds what it has pending for no
     * longer. Counts while a subscriber that was live is behind without a break; not while one that joined with an id, or for
     * the newest events, has yet to catch up.
     */
    Duration PATIENCE = Duration.ofSeconds(5);

    /** It reads everything it missed from the log, at its own pace. */
    static WhenBehind replay() {
        return Replayed.INSTANCE;
    }

    /** It may catch up as with {@link #replay()}, but is ended as {@link CloseReason#BEHIND} if that takes {@link #PATIENCE}. */
    static WhenBehind disconnect() {
        return Disconnected.INSTANCE;
    }

    /** {@link WhenBehind#replay()} */
    enum Replayed implements WhenBehind {
        INSTANCE
    }

    /** {@link WhenBehind#disconnect()} */
    enum Disconnected implements WhenBehind {
        INSTANCE
    }
}
