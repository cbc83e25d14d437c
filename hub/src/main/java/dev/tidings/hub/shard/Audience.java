package dev.tidings.hub.shard;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.match.SubscriptionIndex;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one shard with the same subscription and the same encoding, who are treated alike when they are behind.
 * <p>
 * What they get of a batch is put together once and given to each of them. Holds no events between batches. Confined to the
 * shard's event loop.
 */
final class Audience<B> extends SubscriptionIndex.Target implements Comparable<Audience<?>> {

    private static final Logger LOG = System.getLogger("dev.tidings.hub");

    private final Encoding<B> encoding;
    private final WhenBehind whenBehind;
    private final PageBudget budget;
    private final List<Member<B>> live = new ArrayList<>(1);
    private int members;

    // Made when the first member is behind: in most audiences nobody ever is.
    private @Nullable Pages<B> pages;

    // The batch under way: empty between two batches. Its only frame, or a list of all of them: most audiences get one
    // event at a time, and a list of each would be one more thing to fetch.
    private @Nullable B frame;
    private @Nullable List<B> frames;
    private @Nullable B chained;
    private long batchBytes;
    private long lastPosition;
    private int nextMember;
    private int delivered;

    Audience(Subscription subscription, Encoding<B> encoding, WhenBehind whenBehind, PageBudget budget) {
        super(subscription);
        this.encoding = encoding;
        this.whenBehind = whenBehind;
        this.budget = budget;
    }

    Encoding<B> encoding() {
        return encoding;
    }

    WhenBehind whenBehind() {
        return whenBehind;
    }

    /** For what members that are behind get at once. Any thread. */
    Gathering gathering(long maxBytes) {
        return Gathering.of(whenBehind, subscription(), maxBytes);
    }

    Pages<B> pages() {
        Pages<B> known = pages;
        if (known == null) {
            known = new Pages<>(budget, encoding);
            pages = known;
        }
        return known;
    }

    List<Member<B>> live() {
        return live;
    }

    int members() {
        return members;
    }

    void enter() {
        members++;
    }

    /** Whether nobody is left. */
    boolean exit() {
        return --members == 0;
    }

    void addLive(Member<B> member) {
        member.liveIndex = live.size();
        live.add(member);
    }

    /** Removes by moving the last member to the free place. Only between batches, or by {@link #serve} itself. */
    void removeLive(Member<B> member) {
        Member<B> last = live.remove(live.size() - 1);
        if (last != member) {
            live.set(member.liveIndex, last);
            last.liveIndex = member.liveIndex;
        }
        member.liveIndex = -1;
    }

    /** What the batch holds for each member, as it was told to {@link #add}. */
    long batchBytes() {
        return batchBytes;
    }

    /**
     * Adds an event to the batch.
     *
     * @param bytes what it takes, about
     * @param begin the cursor before the batch, where all are behind if the event cannot be encoded
     * @return whether it is this audience's first in it
     */
    boolean add(EncodedEvent event, long bytes, long begin) {
        try {
            boolean first = isFirst(event.frame(encoding));
            batchBytes += bytes;
            lastPosition = event.delivery().position();
            return first;
        } catch (RuntimeException | Error e) {
            turnBehind(begin, e);
            return false;
        }
    }

    private boolean isFirst(B added) {
        B first = frame;
        if (frames != null) {
            frames.add(added);
        } else if (first == null) {
            frame = added;
            return true;
        } else {
            frames = new ArrayList<>(List.of(first, added));
        }
        return false;
    }

    /** Errors too: a buffer that could not be had is one. Catching up tries again, where nobody waits for it. */
    private void turnBehind(long begin, Throwable cause) {
        LOG.log(Level.ERROR, "Events could not be encoded; their subscribers are behind", cause);
        turnBehind(begin);
    }

    /** Lets all live members go: each goes on by itself from the cursor. */
    void turnBehind(long from) {
        for (int i = live.size() - 1; i >= 0; i--) {
            Member<B> member = live.get(i);
            if (member.state == Member.State.LIVE) {
                removeLive(member);
                member.shard.catchUp().turnBehind(member, from);
            }
        }
    }

    /**
     * Gives the batch to each live member, until all have it or the slice is used up.
     *
     * @param begin the cursor before the batch, where a member that cannot take it falls behind
     * @return whether all have it
     */
    boolean serve(Slice slice, long begin) {
        if (live.isEmpty()) {
            return true;
        }
        B batch;
        long bytes;
        try {
            batch = batch();
            bytes = encoding.bytes(batch);
        } catch (RuntimeException | Error e) {
            turnBehind(begin, e);
            return true;
        }
        while (nextMember < live.size()) {
            if (slice.isOver()) {
                return false;
            }
            slice.countWrite();
            Member<B> member = live.get(nextMember);
            if (member.state != Member.State.LIVE) {
                nextMember++;
            } else if (member.shard.pending().admits(member, bytes)) {
                member.toldPosition = lastPosition;
                member.deliver(batch);
                delivered++;
                nextMember++;
            } else {
                removeLive(member);
                member.shard.catchUp().turnBehind(member, begin);
            }
        }
        return true;
    }

    private B batch() {
        if (frames == null) {
            return requireNonNull(frame, "frame");
        }
        B whole = chained;
        if (whole == null) {
            whole = encoding.chain(frames);
            chained = whole;
        }
        return whole;
    }

    /** Forgets the batch; the frames belong to its events. */
    void finish(ShardCounts metrics) {
        metrics.delivered(frames == null ? 1 : frames.size(), delivered);
        if (chained != null) {
            encoding.release(chained);
            chained = null;
        }
        frame = null;
        frames = null;
        batchBytes = 0;
        nextMember = 0;
        delivered = 0;
    }

    /** For the hash table's trees, which keep it quick if somebody makes up subscriptions with one hash code. */
    @Override
    public int compareTo(Audience<?> other) {
        int bySubscription = subscription().compareTo(other.subscription());
        return bySubscription != 0
                ? bySubscription
                : Integer.compare(System.identityHashCode(encoding), System.identityHashCode(other.encoding));
    }

    /** It is its own key among the audiences of its shard. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Audience<?> audience
                && encoding.equals(audience.encoding)
                && whenBehind.equals(audience.whenBehind)
                && subscription().equals(audience.subscription());
    }

    @Override
    public int hashCode() {
        return 31 * subscription().hashCode() + encoding.hashCode();
    }
}
