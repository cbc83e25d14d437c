package dev.tidings.log.rocksdb.store;

import dev.tidings.hub.log.Epochs;
import org.jspecify.annotations.Nullable;

/** What groups of events say of those before them: by it, missing ones are found out. For one thread. */
public final class GroupChain {

    private final @Nullable Epochs epochs;

    /** @param epochs null if the log is new */
    public GroupChain(@Nullable Epochs epochs) {
        this.epochs = epochs;
    }

    /**
     * What was acknowledged before a group was written must be there, unless another opening lies in between.
     *
     * @param before the last position that is there
     * @throws DamagedLogException if there should be more
     */
    public void check(EventGroup group, long before) {
        if (isBroken(group, before)) {
            throw new DamagedLogException(
                    "events behind " + reached(group, before) + " up to " + group.predecessor() + " are missing");
        }
    }

    /** Whether there should be more before a group. */
    public boolean isBroken(EventGroup group, long before) {
        return group.predecessor() > reached(group, before);
    }

    private long reached(EventGroup group, long before) {
        return epochs == null
                ? before
                : Math.max(before, epochs.at(group.firstPosition()).start());
    }
}
