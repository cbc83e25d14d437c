package dev.tidings.server.subscribe;

import java.util.Collection;

/** How an endpoint treats a reader that falls behind. */
public enum WhenBehind {
    /** It reads what it missed from the log, at its own pace. */
    REPLAY,
    /**
     * It reads of what it missed the newest event of each topic and values of the attributes that the endpoint declares; one that
     * comes back with an id, too.
     */
    LATEST,
    /** It has some seconds to catch up, and is then told that it is behind and ended: its client resumes. */
    DISCONNECT;

    /** What the hub is told. */
    dev.tidings.hub.shard.WhenBehind of(Collection<String> declaredAttributes) {
        return switch (this) {
            case REPLAY -> dev.tidings.hub.shard.WhenBehind.replay();
            case LATEST -> dev.tidings.hub.shard.WhenBehind.latest(declaredAttributes);
            case DISCONNECT -> dev.tidings.hub.shard.WhenBehind.disconnect();
        };
    }
}
