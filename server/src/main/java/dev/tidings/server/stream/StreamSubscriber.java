package dev.tidings.server.stream;

import static java.util.Objects.requireNonNullElse;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.shard.Subscriber;
import dev.tidings.sse.SseEncoder;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One open stream: everything that is kept for a client while it streams.
 * <p>
 * Confined to the event loop of its connection.
 */
public abstract class StreamSubscriber implements Subscriber<Frames> {

    private final WireEncoding encoding;
    private final long startNanos = System.nanoTime();

    private long events;
    private @Nullable Membership membership;
    private @Nullable String endReason;

    // The list of open streams of this event loop, kept by StreamList.
    @Nullable
    StreamSubscriber previous;

    @Nullable
    StreamSubscriber next;

    boolean listed;

    protected StreamSubscriber(WireEncoding encoding) {
        this.encoding = encoding;
    }

    protected final WireEncoding encoding() {
        return encoding;
    }

    /** Whether its client can still be sent anything. */
    protected abstract boolean isActive();

    /** Takes the bytes over and sends them off. */
    protected abstract void write(ByteBuf bytes);

    /** Ends the body behind what was written, and what belongs to this stream alone. */
    protected abstract void end();

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
        write(encoding.framed(SseEncoder.opening(position.toString(), Retry.jittered())));
    }

    @Override
    public final void deliver(Frames batch) {
        events += batch.events();
        write(batch.bytes().retainedDuplicate());
    }

    @Override
    public final void ended(CloseReason reason) {
        if (reason == CloseReason.STALLED) {
            abort(reason.text());
        } else {
            finish(reason.text());
        }
    }

    /** Ends it after what was delivered. */
    final void finish(String reason) {
        if (endReason != null) {
            return;
        }
        leave();
        endReason = reason;
        end();
    }

    /** Ends it at once. */
    final void abort(String reason) {
        if (endReason == null) {
            endReason = reason;
        }
        reset();
    }

    /** Nothing is left to write to. */
    final void gone() {
        leave();
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        StreamLog.closed(requireNonNullElse(endReason, "client"), seconds, events);
    }

    private void leave() {
        if (membership != null) {
            membership.leave();
            membership = null;
        }
    }
}
