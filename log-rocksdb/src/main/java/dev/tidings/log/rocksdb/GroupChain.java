package dev.tidings.log.rocksdb;

import dev.tidings.hub.log.Epochs;
import org.jspecify.annotations.Nullable;

/** What groups of events say of those before them: by it, missing ones are found out. For one thread. */
final class GroupChain {

    private final @Nullable Epochs epochs;

    /** @param epochs null if the log is new */
    GroupChain(@Nullable Epochs epochs) {
        this.epochs = epochs;
    }

    /**
     * What was acknowledged before a group was written must be there, unless another opening lies in between.
     *
     * @param before the last position that is there
     * @throws DamagedLogException if there should be more
     */
    void check(EventGroup group, long before) {
        long reached = epochs == null
                ? before
                : Math.max(before, epochs.at(group.firstPosition()).start());
        if (group.predecessor() > reached) {
            throw new DamagedLogException(
                    "events behind " + reached + " up to " + group.predecessor() + " are missing");
        }
    }
}
