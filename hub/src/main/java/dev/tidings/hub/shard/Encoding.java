package dev.tidings.hub.shard;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of subscriber takes events: the bytes of a wire, or the events themselves.
 * <p>
 * Subscribers with equal subscriptions, the <em>same</em> encoding object and equal {@link WhenBehind} share an audience, and with
 * it every byte. Safe for any thread: shards and page readers use it at once.
 *
 * @param <B> a batch: one or more frames in what the subscriber takes. Whoever is given one by this interface owns it and
 *     releases it
 */
public interface Encoding<B> {

    /** One event; asked for once per event and shard, and shared by all audiences of this encoding. */
    B frame(EncodedEvent event);

    /** Several frames in one piece. The frames stay their owner's. */
    B chain(List<B> frames);

    /** What a batch takes on its way, in bytes. */
    long bytes(B batch);

    void release(B batch);

    /** Whether a subscriber of this kind ends, without last words, where it would be told of a gap. */
    default boolean endsAtGap() {
        return false;
    }

    /** Tells of a gap; the id it carries is {@link Gap#earliest()}. */
    B gap(Gap gap);

    /**
     * A sign of life.
     *
     * @param position where the subscriber is, or null if that has not changed since it was last told
     * @return null if this kind of subscriber wants none
     */
    @Nullable
    B heartbeat(@Nullable EventId position);

    /** The last words of a stream that is ended on purpose; null if this kind of subscriber wants none. */
    @Nullable
    B closed(CloseReason reason);
}
