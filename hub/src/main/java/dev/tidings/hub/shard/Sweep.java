package dev.tidings.hub.shard;

import dev.tidings.hub.event.EventId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the members of a shard once a second: a sign of life for those that heard nothing for long, the end for those whose time
 * is over and those
 * that took nothing for longer, or have been behind for long where that is not waited for.
 * <p>
 * One timer for a shard, none for a connection. Confined to the shard's event loop; runs between two batches, in slices.
 */
final class Sweep {

    private static final Logger LOG = System.getLogger("dev.tidings.hub");

    static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    /** A heartbeat is sent so much before it is due: the next sweep, late by as much again, would be too late. */
    private static final long EARLY_NANOS = 2 * INTERVAL_NANOS;

    private static final int MAX_LOOKS = 4096;

    private final Shard shard;
    private final Slice slice;
    private final List<Signs<?>> signs = new ArrayList<>(2);
    private int next;
    private long dueNanos;
    private boolean running;

    Sweep(Shard shard, Slice slice) {
        this.shard = shard;
        this.slice = slice;
    }

    void start() {
        dueNanos = shard.nanos() + INTERVAL_NANOS;
        shard.schedule(this::tick, INTERVAL_NANOS);
    }

    private void tick() {
        if (shard.isClosed()) {
            return;
        }
        shard.wasLate(shard.nanos() - dueNanos);
        shard.tellHoldings();
        start();
        if (!running) {
            running = true;
            next = shard.members().size() - 1;
            shard.betweenBatches(this::go);
        }
    }

    private void go() {
        long now = slice.begin();
        shard.clock(now);
        shard.lifetimes().look();
        shard.pending().age();
        shard.pending().remeasure();
        shard.catchUp().roomMayBeFree();
        List<Member<?>> members = shard.members();
        int looks = 0;
        while (next >= 0 && looks < MAX_LOOKS && !slice.isOver()) {
            if (next < members.size()) {
                guardedLook(members.get(next), now);
            }
            next--;
            looks++;
        }
        signs.forEach(Signs::release);
        signs.clear();
        running = next >= 0;
        if (running) {
            shard.executeRest(() -> shard.betweenBatches(this::go));
        }
    }

    /** One encoding that fails must not end the sweep for everybody. */
    private void guardedLook(Member<?> member, long now) {
        try {
            look(member, now);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A sign of life could not be given; the next sweep tries again", e);
        }
    }

    private <B> void look(Member<B> member, long now) {
        if (member.state == Member.State.ENDED) {
            return;
        }
        if (member.isExpired()) {
            end(member, CloseReason.EXPIRED);
            return;
        }
        if (member.state == Member.State.JOINING) {
            return;
        }
        long progress = member.progressNow();
        long pending = member.pendingNow();
        // It may have taken something right until the sweep before the one that saw it stand still.
        if (pending == 0 || progress != member.progressSeen) {
            member.progressSeen = progress;
            member.progressNanos = now;
        } else if (exceeds(member.stallLimit, now - member.progressNanos - INTERVAL_NANOS)) {
            end(member, CloseReason.STALLED);
            return;
        }
        if (member.outlastsPatience(now)) {
            end(member, CloseReason.BEHIND);
            return;
        }
        if (pending == 0
                && member.state != Member.State.ENDED
                && exceeds(member.heartbeat, now - member.servedNanos + EARLY_NANOS)) {
            beat(member);
        }
    }

    /** Costs last words and the end of a connection: thousands may end at once. */
    private <B> void end(Member<B> member, CloseReason reason) {
        slice.countWrite();
        shard.end(member, reason);
    }

    private static boolean exceeds(Duration limit, long nanos) {
        return !limit.isZero() && nanos >= limit.toNanos();
    }

    private <B> void beat(Member<B> member) {
        boolean moved = member.state == Member.State.LIVE && member.toldPosition < shard.position();
        B sign = signs(member.audience().encoding()).get(moved);
        if (sign != null) {
            slice.countWrite();
            if (moved) {
                member.toldPosition = shard.position();
            }
            member.deliver(sign);
        }
    }

    // The signs of an encoding are of that encoding's kind; an encoding is shared as the very object.
    @SuppressWarnings({"unchecked", "ReferenceEquality"})
    private <B> Signs<B> signs(Encoding<B> encoding) {
        for (Signs<?> known : signs) {
            if (known.encoding == encoding) {
                return (Signs<B>) known;
            }
        }
        Signs<B> made = new Signs<>(encoding, shard.idOf(shard.position()));
        signs.add(made);
        return made;
    }

    /** The signs of life of one encoding, each made once for a sweep. */
    private static final class Signs<B> {

        private final Encoding<B> encoding;
        private final EventId position;
        private @Nullable B withId;
        private @Nullable B plain;

        Signs(Encoding<B> encoding, EventId position) {
            this.encoding = encoding;
            this.position = position;
        }

        @Nullable
        B get(boolean moved) {
            if (moved) {
                withId = withId == null ? encoding.heartbeat(position) : withId;
                return withId;
            }
            plain = plain == null ? encoding.heartbeat(null) : plain;
            return plain;
        }

        void release() {
            if (withId != null) {
                encoding.release(withId);
            }
            if (plain != null) {
                encoding.release(plain);
            }
        }
    }
}
