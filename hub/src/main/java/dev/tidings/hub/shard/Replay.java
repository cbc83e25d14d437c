package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.ReplayIndex.Matches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a subscription missed: the positions from the replay index, the events from the tail or else from the log.
 * <p>
 * Stateless; runs on reader threads, and may block on the log.
 */
final class Replay {
    /*
     * Nothing is lost silently. A reader that retention has overtaken, before or while its page was read, and one that crosses
     * the lossy boundary between two epochs, gets a gap before what follows:
     *
     *   after ···· earliest ───matches───> through          gap "expired", then the matches behind earliest
     *   after ──matches── | lossy start ··> through         the matches before the boundary; the next page begins with
     *                                                       a gap "lost"
     */

    /** Positions asked for at once: enough to fill a page with small events, few enough for large ones. */
    private static final int STEP = 32;

    private final EventLog log;
    private final Tail tail;

    Replay(EventLog log, Tail tail) {
        this.log = log;
        this.tail = tail;
    }

    /**
     * What was read.
     *
     * @param batch null if nothing matched and nothing is missing; owned by whoever gets this
     * @param through the cursor up to which nothing is left to read
     * @param horizon the cursor up to which it was looked at, at least {@code through}: the next page goes no further if it begins
     *     before
     * @param told the cursor of the last id in the batch
     */
    record Result<B>(
            @Nullable B batch,
            long bytes,
            int events,
            long through,
            long horizon,
            long told,
            Optional<Gap.Reason> gap) {

        static <B> Result<B> nothing(long through) {
            return new Result<>(null, 0, 0, through, through, through, Optional.empty());
        }
    }

    /**
     * Reads a page.
     *
     * @param after where to begin
     * @param limit where to end
     * @param gathering an empty one, which says when the page ends
     */
    <B> Result<B> page(Subscription subscription, Encoding<B> encoding, long after, long limit, Gathering gathering) {
        Epochs epochs = log.epochs();
        long boundary = epochs.nextLossyStart(after);
        if (boundary > limit) {
            return read(subscription, encoding, after, after, limit, gathering, null);
        }
        if (hasMatches(subscription, after, boundary)) {
            Result<B> before = read(subscription, encoding, after, after, boundary, gathering, null);
            return before.through() < boundary ? before : endingAt(before);
        }
        return read(subscription, encoding, after, boundary, limit, gathering, Gap.Reason.LOST);
    }

    private boolean hasMatches(Subscription subscription, long after, long through) {
        return log.replayIndex().matches(subscription, after, through, 1).positions().length > 0;
    }

    /** The boundary itself has yet to be crossed: by the next page, with a gap. */
    private static <B> Result<B> endingAt(Result<B> before) {
        return new Result<>(
                before.batch(),
                before.bytes(),
                before.events(),
                before.told(),
                before.told(),
                before.told(),
                before.gap());
    }

    private <B> Result<B> read(
            Subscription subscription,
            Encoding<B> encoding,
            long asked,
            long after,
            long limit,
            Gathering gathering,
            Gap.@Nullable Reason known) {
        Gap.Reason reason = known;
        long from = after;
        if (log.earliest() > from) {
            from = log.earliest();
            reason = Gap.Reason.EXPIRED;
        }
        long horizon = collect(subscription, from, Math.max(from, limit), gathering);
        long earliest = log.earliest();
        if (earliest > from) {
            from = earliest;
            reason = Gap.Reason.EXPIRED;
        }
        horizon = Math.max(from, horizon);
        List<Delivery> page = gathering.pageBehind(from);
        Gap gap = reason == null
                ? null
                : new Gap(
                        reason,
                        log.epochs().idOf(asked).toString(),
                        log.epochs().idOf(from));
        return encode(encoding, gap, page, gathering.through(page, horizon), horizon);
    }

    /** Gathers matching events until there are enough; returns the cursor through which they are complete. */
    private long collect(Subscription subscription, long after, long limit, Gathering gathering) {
        long through = after;
        while (through < limit) {
            Matches matches = log.replayIndex().matches(subscription, through, limit, STEP);
            for (Delivery delivery : events(matches.positions())) {
                if (!gathering.add(delivery)) {
                    return through;
                }
                through = delivery.position();
            }
            through = matches.through();
        }
        return through;
    }

    private List<Delivery> events(long[] positions) {
        List<Delivery> events = new ArrayList<>(positions.length);
        for (int i = 0; i < positions.length; i++) {
            Delivery recent = tail.find(positions[i]);
            if (recent == null) {
                events.addAll(log.read(Arrays.copyOfRange(positions, i, positions.length)));
                return events;
            }
            events.add(recent);
        }
        return events;
    }

    private static <B> Result<B> encode(
            Encoding<B> encoding, @Nullable Gap gap, Collection<Delivery> deliveries, long through, long horizon) {
        if (gap == null && deliveries.isEmpty()) {
            return Result.nothing(through);
        }
        List<EncodedEvent> events = new ArrayList<>(deliveries.size());
        List<B> frames = new ArrayList<>(deliveries.size() + 1);
        long told = through;
        B gapFrame = null;
        B batch;
        try {
            if (gap != null) {
                gapFrame = encoding.gap(gap);
                frames.add(gapFrame);
                told = gap.earliest().position();
            }
            for (Delivery delivery : deliveries) {
                EncodedEvent event = new EncodedEvent(delivery);
                events.add(event);
                frames.add(event.frame(encoding));
                told = delivery.position();
            }
            batch = encoding.chain(frames);
        } finally {
            events.forEach(EncodedEvent::release);
            if (gapFrame != null) {
                encoding.release(gapFrame);
            }
        }
        return new Result<>(
                batch,
                encoding.bytes(batch),
                deliveries.size(),
                through,
                horizon,
                told,
                Optional.ofNullable(gap).map(Gap::reason));
    }

    /**
     * What a member that is nearly live still lacks, taken from the tail.
     *
     * @param cursor behind what the member has
     * @param limit the shard's position
     * @param gathering an empty one, which says how much may be given there
     * @return null if it is too much to be given on the event loop
     */
    <B> @Nullable Result<B> rest(
            Subscription subscription, Encoding<B> encoding, Tail.Cursor cursor, long limit, Gathering gathering) {
        Delivery next = cursor.peek();
        while (next != null && next.position() <= limit) {
            if (subscription.matches(next.event()) && (!gathering.add(next) || gathering.exceedsPage())) {
                return null;
            }
            cursor.advance();
            next = cursor.peek();
        }
        return cursor.fellOff() ? null : encode(encoding, null, gathering.events(), limit, limit);
    }
}
