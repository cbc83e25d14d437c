package dev.tidings.hub.shard;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.shard.Replay.Result;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the members of a shard that are behind to where they are live again, each at its own pace.
 * <p>
 * Confined to the shard's event loop; the reading itself runs on reader threads.
 */
final class CatchUp {
    /*
     *   turned behind, or joined with an id
     *        │  its socket has taken all it was given
     *        v
     *   next ──far from the shard──> page: read off the loop, given to all who stand there ──┐
     *    ^  │                                                                                │
     *    │  └──near──> rest: from the tail, on the loop, between two batches ──> LIVE        │
     *    └───────────────────────its socket has taken the page───────────────────────────────┘
     *
     * No page goes beyond the position that the shard had when it was asked for, and members turn live between two batches:
     * so there is neither a hole nor a duplicate between the last page and the first batch.
     */

    private static final Logger LOG = System.getLogger("dev.tidings.hub");

    /** So few events are looked through on the event loop in less time than a page takes to be asked for. */
    private static final long NEAR_EVENTS = 256;

    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Shard shard;
    private final Tail tail;
    private final Replay replay;
    private final Executor readers;
    private final PageBudget budget;
    private final int nearBytes;
    private final Ticker ticker;
    private final ShardCounts metrics;

    /** Members whose id is newer than what this shard has served: another shard was quicker. */
    private final Set<Member<?>> ahead = new LinkedHashSet<>();

    /** Members whose next piece is there, but all that is pending leaves no room for it. */
    private final Set<Member<?>> waitingForRoom = new LinkedHashSet<>();

    private int behind;

    /** Pages that reader threads are at. */
    private int reading;

    private @Nullable Runnable whenEnded;
    private @Nullable Rest<?> lastRest;

    /** What members at one place lacked of the shard's position: often many of them come at once. */
    private record Rest<B>(Audience<B> audience, long after, Result<B> result) {}

    /** @param nearBytes most that a member may lack to be given it on the event loop */
    CatchUp(
            Shard shard,
            Tail tail,
            Replay replay,
            Executor readers,
            PageBudget budget,
            int nearBytes,
            Ticker ticker,
            ShardCounts metrics) {
        this.shard = shard;
        this.tail = tail;
        this.replay = replay;
        this.readers = readers;
        this.budget = budget;
        this.nearBytes = nearBytes;
        this.ticker = ticker;
        this.metrics = metrics;
    }

    int behind() {
        return behind;
    }

    int ahead() {
        return ahead.size();
    }

    int waitingForRoom() {
        return waitingForRoom.size();
    }

    /** A live member, which its audience has let go, cannot take more than it has up to this cursor. */
    <B> void turnBehind(Member<B> member, long position) {
        enter(member, position);
        member.fallBehind();
        metrics.turnedBehind();
        nextWhenDrained(member);
    }

    /** A member that joins at a cursor of its own, and is told of a place and perhaps of a gap first. */
    <B> void begin(Member<B> member, long position, EventId primed, @Nullable Gap gap) {
        enter(member, position);
        member.joined(primed, position);
        if (gap != null) {
            metrics.gap(gap.reason());
            tell(member, gap);
        }
        next(member);
    }

    private <B> void tell(Member<B> member, Gap gap) {
        Encoding<B> encoding = member.audience().encoding();
        if (encoding.endsAtGap()) {
            shard.end(member, CloseReason.SHUTDOWN);
            return;
        }
        B frame;
        try {
            frame = encoding.gap(gap);
        } catch (RuntimeException | Error e) {
            // Without it nothing may follow.
            shard.fail(member, e);
            return;
        }
        member.deliver(frame);
        encoding.release(frame);
    }

    private <B> void enter(Member<B> member, long position) {
        member.state = Member.State.BEHIND;
        member.position = position;
        member.horizon = position;
        member.audience().pages().enter(position);
        behind++;
        metrics.behind(behind);
    }

    /** The member is not behind any more: it turns live, or has left. */
    <B> void exit(Member<B> member) {
        member.audience().pages().leave(member.position);
        ahead.remove(member);
        waitingForRoom.remove(member);
        behind--;
        metrics.behind(behind);
    }

    /** Nobody is left in the audience. */
    void forget(Audience<?> audience) {
        if (lastRest != null && lastRest.audience().equals(audience)) {
            forgetRest();
        }
    }

    private <B> void nextWhenDrained(Member<B> member) {
        member.whenDrained(() -> {
            shard.pending().measure(member);
            next(member);
        });
    }

    private <B> void next(Member<B> member) {
        if (member.state != Member.State.BEHIND) {
            return;
        }
        if (member.position >= shard.position() || near(member.position) != null) {
            shard.betweenBatches(() -> handOver(member));
        } else {
            page(member);
        }
    }

    private Tail.@Nullable Cursor near(long position) {
        Tail.Cursor cursor = tail.cursorAfter(position);
        return cursor != null && shard.sequence() - cursor.sequence() <= NEAR_EVENTS ? cursor : null;
    }

    private <B> void handOver(Member<B> member) {
        if (member.state != Member.State.BEHIND) {
            return;
        }
        if (member.position > shard.position()) {
            ahead.add(member);
        } else if (member.position == shard.position()) {
            turnLive(member);
        } else {
            Tail.Cursor cursor = near(member.position);
            Rest<B> rest = cursor == null ? null : rest(member, cursor);
            if (rest == null) {
                page(member);
            } else {
                giveRest(member, rest);
            }
        }
    }

    private <B> void giveRest(Member<B> member, Rest<B> rest) {
        // Nobody else holds it meanwhile: the last of an audience may leave within its delivery.
        lastRest = null;
        if (!hasRoom(rest.result())) {
            waitForRoom(member, rest.result());
        } else if (give(member, rest.result())) {
            turnLive(member);
        }
        if (rest.audience().members() == 0) {
            release(rest);
        } else {
            lastRest = rest;
        }
    }

    @SuppressWarnings("unchecked") // the rest of an audience is of that audience's kind
    private <B> @Nullable Rest<B> rest(Member<B> member, Tail.Cursor cursor) {
        Audience<B> audience = member.audience();
        Rest<?> last = lastRest;
        if (last != null
                && last.audience().equals(audience)
                && last.after() == member.position
                && last.result().through() == shard.position()) {
            return (Rest<B>) last;
        }
        forgetRest();
        Result<B> result;
        try {
            result = replay.rest(
                    audience.subscription(),
                    audience.encoding(),
                    cursor,
                    shard.position(),
                    audience.gathering(Math.min(nearBytes, shard.pending().room())));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "Events could not be encoded; they are read as a page", e);
            return null;
        }
        return result == null ? null : new Rest<>(audience, member.position, result);
    }

    private void forgetRest() {
        if (lastRest != null) {
            release(lastRest);
            lastRest = null;
        }
    }

    private static <B> void release(Rest<B> rest) {
        if (rest.result().batch() != null) {
            rest.audience().encoding().release(rest.result().batch());
        }
    }

    private <B> void turnLive(Member<B> member) {
        exit(member);
        member.turnLive();
        member.audience().addLive(member);
        metrics.turnedLive();
    }

    private <B> void page(Member<B> member) {
        Pages<B> pages = member.audience().pages();
        Page<B> page = pages.at(member.position);
        if (page == null) {
            page = pages.begin(member.position);
            page.waiting.add(member);
            load(member.audience(), page, member.horizon > member.position ? member.horizon : Long.MAX_VALUE);
        } else if (page.result() == null) {
            page.waiting.add(member);
        } else {
            Result<B> result = page.result();
            pages.give(page, () -> givePage(member, result));
        }
    }

    private <B> void load(Audience<B> audience, Page<B> page, long horizon) {
        long limit =
                Math.min(Math.min(shard.position(), horizon), audience.pages().joinAt(page.after));
        long maxBytes = Math.min(budget.share(behind), shard.pending().room());
        budget.request(page, maxBytes, () -> {
            reading++;
            readers.execute(() -> {
                long began = ticker.nanos();
                Runnable next = read(audience, page, limit, maxBytes);
                long took = ticker.nanos() - began;
                shard.execute(() -> {
                    reading--;
                    metrics.pageTook(took);
                    next.run();
                    checkEnd();
                });
            });
        });
    }

    /** Runs on a reader thread; says what to do then on the event loop. */
    private <B> Runnable read(Audience<B> audience, Page<B> page, long limit, long maxBytes) {
        if (page.isDropped()) {
            return () -> {};
        }
        try {
            Result<B> result = replay.page(
                    audience.subscription(), audience.encoding(), page.after, limit, audience.gathering(maxBytes));
            return () -> loaded(audience, page, result);
        } catch (LogClosedException e) {
            // The hub is being closed, which is what ends those who wait.
            return () -> {
                takeWaiting(page);
                audience.pages().failed(page);
            };
        } catch (RuntimeException | Error e) {
            // Errors too: a buffer that could not be had is one, and is there a second later.
            LOG.log(Level.ERROR, "A page of the log could not be read; trying again", e);
            return () -> failed(audience, page);
        }
    }

    private <B> void loaded(Audience<B> audience, Page<B> page, Result<B> result) {
        if (!audience.pages().loaded(page, result)) {
            return;
        }
        metrics.pageRead(result.events(), result.bytes());
        audience.pages().give(page, () -> {
            for (Member<B> member : takeWaiting(page)) {
                if (member.state == Member.State.BEHIND) {
                    givePage(member, result);
                }
            }
        });
    }

    private <B> void failed(Audience<B> audience, Page<B> page) {
        List<Member<B>> waiting = takeWaiting(page);
        audience.pages().failed(page);
        shard.schedule(() -> waiting.forEach(this::next), RETRY_NANOS);
    }

    private static <B> List<Member<B>> takeWaiting(Page<B> page) {
        List<Member<B>> waiting = List.copyOf(page.waiting);
        page.waiting.clear();
        return waiting;
    }

    private <B> void givePage(Member<B> member, Result<B> result) {
        if (!hasRoom(result)) {
            member.audience().pages().forget(member.position);
            waitForRoom(member, result);
        } else if (give(member, result)) {
            long from = member.position;
            member.position = result.through();
            member.horizon = result.horizon();
            member.audience().pages().move(from, result.through());
            nextWhenDrained(member);
        }
    }

    /** For one event there has to be room; several that were gathered when there was more are gathered anew. */
    private void waitForRoom(Member<?> member, Result<?> result) {
        waitingForRoom.add(member);
        if (result.events() > 1 && waitingForRoom.size() == 1) {
            shard.executeRest(this::roomMayBeFree);
        }
    }

    private boolean hasRoom(Result<?> result) {
        return result.batch() == null || shard.pending().hasRoom(result.bytes());
    }

    /** False if the member has ended over it. */
    private <B> boolean give(Member<B> member, Result<B> result) {
        if (result.batch() != null) {
            result.gap().ifPresent(metrics::gap);
            if (result.gap().isPresent() && member.audience().encoding().endsAtGap()) {
                shard.end(member, CloseReason.SHUTDOWN);
                return false;
            }
            member.toldPosition = result.told();
            member.replayed(result.bytes());
            member.deliver(result.batch());
        }
        return member.state == Member.State.BEHIND;
    }

    /** The shard has moved on: between two batches. */
    void positionAdvanced() {
        forgetRest();
        if (!ahead.isEmpty()) {
            List<Member<?>> reached = ahead.stream()
                    .filter(member -> member.position <= shard.position())
                    .toList();
            reached.forEach(ahead::remove);
            reached.forEach(this::next);
        }
    }

    /** What is pending may have become less. */
    void roomMayBeFree() {
        forgetRest();
        if (!waitingForRoom.isEmpty()) {
            List<Member<?>> waiting = List.copyOf(waitingForRoom);
            waitingForRoom.clear();
            waiting.forEach(this::next);
        }
    }

    /**
     * Ends when nobody is left.
     *
     * @param ended runs when no page is being read any more: one that comes when the event loop has gone is never released
     */
    void close(Runnable ended) {
        forgetRest();
        whenEnded = ended;
        checkEnd();
    }

    private void checkEnd() {
        if (whenEnded != null && reading == 0) {
            whenEnded.run();
            whenEnded = null;
        }
    }
}
