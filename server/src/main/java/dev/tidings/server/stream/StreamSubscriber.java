package dev.tidings.server.stream;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.shard.Subscriber;
import dev.tidings.hub.stream.StreamOpening;
import dev.tidings.server.limit.Place;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One open stream: everything that is kept for a client while it streams.
 * <p>
 * Confined to the event loop of its connection.
 */
public abstract class StreamSubscriber implements Subscriber<Frames>, OpenStream {

    /** How long a peer has to take the end of a stream that is over. */
    protected enum Farewell {
        /** 10 s: it is slow, and may read on. */
        PATIENT(10_000),

        /** 100 ms: then nothing arrives any more that somebody may not read. */
        SHORT(100);

        private final long millis;

        Farewell(long millis) {
            this.millis = millis;
        }

        public long millis() {
            return millis;
        }
    }

    private static final int DIGITS = 36;

    private final WireEncoding encoding;
    private final String rules;
    private final long startNanos = System.nanoTime();

    /** Unsigned: four bytes, of which there are some for each stream. */
    private final int issuedAtSeconds;

    /** What it begins with; null as soon as it has begun. */
    private @Nullable StreamOpening opening;

    private long events;
    private @Nullable Membership membership;
    private @Nullable String endReason;
    private Place place;

    // The list of open streams of this event loop, kept by StreamList.
    @Nullable
    StreamSubscriber previous;

    @Nullable
    StreamSubscriber next;

    boolean listed;

    protected StreamSubscriber(StreamTerms terms) {
        this.encoding = terms.encoding();
        this.opening = terms.opening();
        this.place = Place.UNCOUNTED;
        this.rules = terms.pass().rules();
        this.issuedAtSeconds = terms.pass().issuedAtSeconds();
    }

    /** Two streams begin at the same moment at most on two event loops: then they are different objects. */
    @Override
    public final String id() {
        return Long.toString(startNanos, DIGITS) + '-' + System.identityHashCode(this);
    }

    @Override
    public final Duration age() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    @Override
    public final String rules() {
        return rules;
    }

    @Override
    public final Instant issuedAt() {
        return Instant.ofEpochSecond(Integer.toUnsignedLong(issuedAtSeconds));
    }

    protected final WireEncoding encoding() {
        return encoding;
    }

    /** Whether its client can still be sent anything. */
    protected abstract boolean isActive();

    /** Takes the bytes over and sends them off. */
    protected abstract void write(ByteBuf bytes);

    /** Ends the body behind what was written, and what belongs to this stream alone; cuts off a peer that takes longer than it has. */
    protected abstract void end(Farewell farewell);

    /** Ends it at once; what its client has not taken is thrown away. */
    protected abstract void reset();

    /** Whether it is over, or was told to be: nothing more is written. */
    protected final boolean hasEnded() {
        return endReason != null;
    }

    /** The stream is in the hub; from now on its end is the end of the membership. */
    final void member(Membership joined) {
        if (isActive()) {
            membership = joined;
        } else {
            joined.leave();
        }
    }

    @Override
    public final void joined(EventId position) {
        StreamOpening begun = requireNonNull(opening, "opening");
        opening = null;
        write(encoding.framed(begun.first(position)));
    }

    @Override
    public final void deliver(Frames batch) {
        events += batch.events();
        write(batch.bytes().retainedDuplicate());
    }

    /** What it takes of its principal's and its address's share, until it is gone. */
    final void take(Place taken) {
        place = taken;
    }

    @Override
    public final void replayed(long bytes) {
        place.replayed(bytes);
    }

    @Override
    public final void ended(CloseReason reason) {
        switch (reason) {
            case STALLED -> abort(reason.text());
            case REVOKED -> finish(reason.text(), Farewell.SHORT);
            case EXPIRED, BEHIND, SHUTDOWN -> finish(reason.text());
        }
    }

    /** Ends it after what was delivered. */
    final void finish(String reason) {
        finish(reason, Farewell.PATIENT);
    }

    private void finish(String reason, Farewell farewell) {
        if (endReason != null) {
            return;
        }
        leave();
        endReason = reason;
        end(farewell);
    }

    /** Ends it at once. */
    final void abort(String reason) {
        if (endReason == null) {
            endReason = reason;
        }
        reset();
    }

    /** Nothing is left to write to; says why it has ended. */
    final String gone() {
        leave();
        place.leave();
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        String reason = requireNonNullElse(endReason, "client");
        StreamLog.closed(reason, seconds, events);
        return reason;
    }

    private void leave() {
        if (membership != null) {
            membership.leave();
            membership = null;
        }
    }
}
