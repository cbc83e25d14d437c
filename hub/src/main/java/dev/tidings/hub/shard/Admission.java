package dev.tidings.hub.shard;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.log.Resumption;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place from which a newcomer is served.
 * <p>
 * Confined to the shard's event loop; what has to be looked up in the log is looked up on a reader thread.
 */
final class Admission {

    private static final Logger LOG = System.getLogger("dev.tidings.hub");

    private final Shard shard;
    private final EventLog log;
    private final CatchUp catchUp;
    private final Executor readers;

    Admission(Shard shard, EventLog log, CatchUp catchUp, Executor readers) {
        this.shard = shard;
        this.log = log;
        this.catchUp = catchUp;
        this.readers = readers;
    }

    /** That events behind the id somebody asked with are missing, and why. */
    private record Missed(String asked, Gap.Reason reason) {}

    /** Between two batches: the shard's position is the newcomer's now. */
    <B> void begin(Member<B> member, Start start) {
        if (start instanceof Start.Last last) {
            beginBeforeNewest(member, 0, last.count(), null);
        } else if (start instanceof Start.After after) {
            resume(member, after);
        } else {
            member.turnLive();
            member.audience().addLive(member);
            member.joined(shard.idOf(shard.position()), shard.position());
        }
    }

    private <B> void resume(Member<B> member, Start.After after) {
        Resumption resumption = Resumption.of(log, after.id());
        long from = resumption.cursor();
        Gap.Reason reason = resumption.missed().orElse(null);
        if (reason == null) {
            begin(member, from, null);
        } else if (after.cap() > 0) {
            beginBeforeNewest(member, from, after.cap(), new Missed(after.id(), reason));
        } else {
            begin(member, from, new Missed(after.id(), reason));
        }
    }

    private <B> void beginBeforeNewest(Member<B> member, long atLeast, int count, @Nullable Missed missed) {
        long through = shard.position();
        Subscription subscription = member.audience().subscription();
        readers.execute(() -> {
            if (member.gone) {
                return;
            }
            try {
                long newest = log.replayIndex().beforeNewest(subscription, through, count);
                shard.execute(() -> begin(member, Math.max(newest, atLeast), missed));
            } catch (LogClosedException e) {
                // The hub is being closed, which is what ends the member.
                return;
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "The newest events could not be looked up; the subscriber is ended", e);
                shard.execute(() -> shard.end(member, CloseReason.STALLED));
            }
        });
    }

    private <B> void begin(Member<B> member, long position, @Nullable Missed missed) {
        if (member.state != Member.State.JOINING) {
            return;
        }
        if (missed == null) {
            catchUp.begin(member, position, shard.idOf(position), null);
            return;
        }
        Gap gap = new Gap(missed.reason(), missed.asked(), shard.idOf(position));
        // The id behind the gap is the gap's alone: who is cut off before reading of it asks with the old id again.
        catchUp.begin(member, position, EventId.parse(missed.asked()).orElse(EventId.NOWHERE), gap);
    }
}
