package dev.tidings.hub.shard;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Subscription;
import org.jspecify.annotations.Nullable;

/** What a hub shows of one of its subscribers. Only on its shard's event loop, and only within the call that is given it. */
public interface SubscriberView {

    /** How far somebody is. */
    enum Standing {
        /** Its place in the log is being looked up. */
        JOINING,
        /** It is given what is published as it is published. */
        LIVE,
        /** It reads from the log what it has not been given yet. */
        BEHIND
    }

    /** As it joined. */
    Subscriber<?> subscriber();

    /** Whose it is; empty if that is unknown. */
    String principal();

    Subscription subscription();

    Standing standing();

    /** The place up to which it has been served; null while it is joining. */
    @Nullable
    EventId position();

    /** Bytes that it was given and that its peer has not taken. */
    long pendingBytes();
}
