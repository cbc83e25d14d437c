package dev.tidings.hub.shard;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the log for the members of one audience that are behind at the same place: read once, encoded once.
 * <p>
 * Confined to the shard's event loop.
 */
final class Page<B> {

    /** The cursor before it. */
    final long after;

    /** Those who wait for it to be read. */
    final List<Member<B>> waiting = new ArrayList<>(1);

    /** What it takes of the budget. */
    long budgetBytes;

    private Replay.@Nullable Result<B> result;

    // While it is being given to somebody its batch stays, whatever they do: one may leave within its delivery, as the
    // last.
    private boolean given;

    // Written by the event loop, read by reader threads: what nobody waits for any more is not read.
    private volatile boolean dropped;

    Page(long after) {
        this.after = after;
    }

    void loaded(Replay.Result<B> loaded) {
        result = loaded;
    }

    void giving(boolean begun) {
        given = begun;
    }

    boolean isGiven() {
        return given;
    }

    void dropped() {
        dropped = true;
    }

    boolean isDropped() {
        return dropped;
    }

    Replay.@Nullable Result<B> result() {
        return result;
    }
}
