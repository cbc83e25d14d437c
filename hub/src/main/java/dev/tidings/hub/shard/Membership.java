package dev.tidings.hub.shard;

/** A subscriber's place in a shard, from joining until it leaves. Safe for any thread. */
public interface Membership {

    /** Leaves: nothing more is delivered once the shard has seen it, and nothing is left behind. Idempotent. */
    void leave();
}
