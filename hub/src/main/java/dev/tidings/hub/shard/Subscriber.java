package dev.tidings.hub.shard;

import dev.tidings.hub.event.EventId;

/**
 * One receiver: an SSE connection or a Java listener. What a transport implements.
 * <p>
 * Every method is called on the shard's event loop and must not block. It has no queue of its own: what it was given and has not
 * passed on is told by {@link #pendingBytes()}, and the hub stops giving when that is too much.
 *
 * @param <B> what the encoding it joined with makes
 */
public interface Subscriber<B> {

    /**
     * The first call: the place after which events will follow. It is the priming block of a stream.
     *
     * @param position the place before the first event that will be delivered, a gap included: if one comes first, this is the
     *     id that was asked for, or {@link EventId#NOWHERE} if that was none
     */
    void joined(EventId position);

    /** Takes a batch and sends it off. The batch stays the caller's: whoever keeps it longer than this call retains it. */
    void deliver(B batch);

    /** Bytes delivered and not yet taken by the peer. */
    long pendingBytes();

    /**
     * What it may have pending and be given more; above, it is behind, also where the hub would let it have more. With nothing pending
     * it takes one batch, however large.
     */
    default long mostPendingBytes() {
        return Long.MAX_VALUE;
    }

    /** A number that changes whenever the peer takes anything; says whether it is stalled. */
    long progress();

    /**
     * Runs the task on the event loop once nothing is pending, or never if the subscriber ends before. It runs by itself, never
     * within this call or another one of this interface.
     */
    void whenDrained(Runnable task);

    /** The last call: the membership has ended from the hub's side. What was delivered before may still be sent. */
    void ended(CloseReason reason);

    /** What is delivered next was read again for this subscriber, or for some who are as far behind: so many bytes. */
    default void replayed(long bytes) {}
}
