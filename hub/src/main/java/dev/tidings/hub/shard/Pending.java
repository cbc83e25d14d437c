package dev.tidings.hub.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What the subscribers of one shard were given and have not passed on, and whether they may be given more.
 * <p>
 * Confined to the shard's event loop.
 */
final class Pending {
    /*
     * Nobody reports when a socket took something: a subscriber is measured when it is written to, and those that had anything
     * pending then are measured again by each sweep, and before anybody is refused for the sake of all.
     *
     *   total of the shard      one subscriber may have pending
     *   0 .. half               liveBytes
     *   half .. three quarters  less and less
     *   three quarters          nothing: all it was given before must have left
     *
     * The last quarter is for live members that have nothing pending, and for little pieces for those that are behind: who never reads
     * has something pending after one piece, and so cannot keep it from those who do. When that is used up too, whoever has nothing
     * pending may have a little at any time.
     */

    /** 4 KiB: no more than a connection costs anyway. */
    private static final long LITTLE_BYTES = 4 << 10;

    private final long liveBytes;
    private final LongSupplier shardBytes;
    private final List<Member<?>> measured = new ArrayList<>();
    private long total;
    private boolean fresh;

    /** @param shardBytes this shard's part of what all subscribers of the hub may have pending */
    Pending(long liveBytes, LongSupplier shardBytes) {
        this.liveBytes = liveBytes;
        this.shardBytes = shardBytes;
    }

    /** Whether a live member may be given so many more bytes; if not, it is behind. */
    boolean admits(Member<?> member, long bytes) {
        long limit = shardBytes.getAsLong();
        if (total + bytes > limit / 2) {
            remeasureOnce();
        }
        long pending = member.pendingNow();
        if (pending > 0 && pending + bytes > member.subscriber.mostPendingBytes()) {
            return false;
        }
        return pending <= allowance(limit) && (total + bytes <= limit || (pending == 0 && isLittle(bytes)));
    }

    /** Whether a member that is behind, and has nothing pending, may be given so many bytes. */
    boolean hasRoom(long bytes) {
        long most = most(shardBytes.getAsLong());
        if (total + bytes > most) {
            remeasureOnce();
        }
        return total + bytes <= most || isLittle(bytes);
    }

    /** How many bytes a member that is behind may ask for, so that it can be given them. */
    long room() {
        return Math.max(LITTLE_BYTES, most(shardBytes.getAsLong()) - total);
    }

    private static long most(long limit) {
        return limit / 2 + limit / 4;
    }

    /** With nothing pending anywhere, one event is given however large it is. */
    private boolean isLittle(long bytes) {
        return bytes <= LITTLE_BYTES || total == 0;
    }

    private long allowance(long limit) {
        long half = limit / 2;
        if (total <= half) {
            return liveBytes;
        }
        long most = most(limit);
        return Math.max(0, (long) (liveBytes * ((most - total) / (double) (most - half))));
    }

    void measure(Member<?> member) {
        long now = member.pendingNow();
        if (member.state == Member.State.ENDED) {
            return;
        }
        if (member.pendingIndex < 0 && now > 0) {
            member.pendingIndex = measured.size();
            measured.add(member);
        }
        total += now - member.pendingBytes;
        member.pendingBytes = now;
    }

    /** Time has passed: what was measured may have left. */
    void age() {
        fresh = false;
    }

    private void remeasureOnce() {
        if (!fresh) {
            remeasure();
        }
    }

    void remeasure() {
        fresh = true;
        for (int i = measured.size() - 1; i >= 0; i--) {
            Member<?> member = measured.get(i);
            measure(member);
            if (member.pendingBytes == 0 && member.pendingIndex >= 0) {
                remove(member);
            }
        }
    }

    /** A member has left, and with it what it had pending. */
    void forget(Member<?> member) {
        total -= member.pendingBytes;
        member.pendingBytes = 0;
        if (member.pendingIndex >= 0) {
            remove(member);
        }
    }

    private void remove(Member<?> member) {
        Member<?> last = measured.remove(measured.size() - 1);
        if (last != member) {
            measured.set(member.pendingIndex, last);
            last.pendingIndex = member.pendingIndex;
        }
        member.pendingIndex = -1;
    }

    long total() {
        return total;
    }
}
