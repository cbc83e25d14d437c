package dev.tidings.hub.shard;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Subscription;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber in its shard: a cursor over the log.
 * <p>
 * Confined to the shard's event loop, but for {@link #leave()}.
 */
final class Member<B> implements Membership, SubscriberView {
    /*
     *              now
     *   JOINING ─────────────────────────────> LIVE ───too much pending───> BEHIND
     *      │                                    ^                             │
     *      └──id, last=N──> BEHIND ──caught up──┘<────────────────────────────┘
     *
     *   any ──left, closed──> ENDED
     *
     * A live member's position is its shard's; only one that is behind has a position of its own: everything up to it has been
     * looked at for this member, and what it is to have of what matched was delivered.
     */
    enum State {
        JOINING,
        LIVE,
        BEHIND,
        ENDED
    }

    final Shard shard;
    final Subscriber<B> subscriber;

    /** Who it is; means nothing to the hub. */
    final String principal;

    final Duration stallLimit;
    final Duration heartbeat;

    /** When it ends by itself, on the shard's clock of lifetimes, if it does. */
    private long endNanos;

    private boolean ends;

    State state = State.JOINING;

    // Written by the event loop, read by reader threads: what was asked for somebody who has left is not looked up.
    volatile boolean gone;
    private @Nullable Audience<B> audience;

    /** Behind: the cursor that this member has been served up to. */
    long position;

    /** Behind: the cursor up to which what it gets next was looked at before; not before its position. */
    long horizon;

    /** Behind after having been live, and since when on the shard's coarse clock. */
    private boolean fellBehind;

    private long fellBehindNanos;

    /** The cursor that the peer was last told as an id. */
    long toldPosition;

    /** Index among the audience's live members, and among all members of the shard; -1 if not there. */
    int liveIndex = -1;

    int shardIndex = -1;

    /** When anything was last written, on the shard's coarse clock. */
    long servedNanos;

    long progressSeen;
    long progressNanos;

    /** What {@link Pending} counts for this member, and where it keeps it. */
    long pendingBytes;

    int pendingIndex = -1;

    Member(Shard shard, JoinRequest<B> request) {
        this.shard = shard;
        this.subscriber = request.subscriber();
        this.principal = request.principal();
        this.stallLimit = request.stallLimit();
        this.heartbeat = request.heartbeat();
    }

    void enter(Audience<B> entered) {
        audience = entered;
    }

    Audience<B> audience() {
        return requireNonNull(audience, "audience");
    }

    /** @param lifetime from now on; zero for ever */
    void limit(Duration lifetime) {
        ends = !lifetime.isZero();
        endNanos = shard.lifetimes().nanos() + lifetime.toNanos();
    }

    boolean isExpired() {
        return ends && shard.lifetimes().nanos() - endNanos >= 0;
    }

    void fallBehind() {
        fellBehind = true;
        fellBehindNanos = shard.coarseNanos();
    }

    void turnLive() {
        fellBehind = false;
        state = State.LIVE;
    }

    /** Whether it has been behind for longer than anybody waits for it. */
    boolean outlastsPatience(long nowNanos) {
        return fellBehind
                && state == State.BEHIND
                && audience().whenBehind().equals(WhenBehind.disconnect())
                && nowNanos - fellBehindNanos >= WhenBehind.PATIENCE.toNanos();
    }

    /*
     * Every call of the subscriber passes here: one that throws is ended, and harms nobody else. It may also leave within any of
     * them.
     */

    void joined(EventId id, long told) {
        toldPosition = told;
        touch();
        guard(() -> subscriber.joined(id));
    }

    /** Gives a batch to the subscriber and counts what stays pending. */
    void deliver(B batch) {
        if (state == State.ENDED) {
            return;
        }
        touch();
        try {
            subscriber.deliver(batch);
        } catch (RuntimeException | Error e) {
            shard.fail(this, e);
        }
        shard.pending().measure(this);
    }

    /** So many bytes that it is given next were read for it again. */
    void replayed(long bytes) {
        guard(() -> subscriber.replayed(bytes));
    }

    void whenDrained(Runnable task) {
        guard(() -> subscriber.whenDrained(task));
    }

    /** What it has pending at this moment; 0 of one that has ended over the question. */
    long pendingNow() {
        try {
            return subscriber.pendingBytes();
        } catch (RuntimeException | Error e) {
            shard.fail(this, e);
            return 0;
        }
    }

    long progressNow() {
        try {
            return subscriber.progress();
        } catch (RuntimeException | Error e) {
            shard.fail(this, e);
            return 0;
        }
    }

    private void guard(Runnable call) {
        if (state == State.ENDED) {
            return;
        }
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            shard.fail(this, e);
        }
    }

    private void touch() {
        servedNanos = shard.coarseNanos();
    }

    @Override
    public Subscriber<B> subscriber() {
        return subscriber;
    }

    @Override
    public String principal() {
        return principal;
    }

    @Override
    public Subscription subscription() {
        return audience().subscription();
    }

    @Override
    public Standing standing() {
        return switch (state) {
            case LIVE -> Standing.LIVE;
            case BEHIND -> Standing.BEHIND;
            case JOINING, ENDED -> Standing.JOINING;
        };
    }

    @Override
    public @Nullable EventId position() {
        return switch (state) {
            case LIVE -> shard.idOf(shard.position());
            case BEHIND -> shard.idOf(position);
            case JOINING, ENDED -> null;
        };
    }

    @Override
    public long pendingBytes() {
        return pendingNow();
    }

    @Override
    public void leave() {
        shard.leave(this);
    }
}
