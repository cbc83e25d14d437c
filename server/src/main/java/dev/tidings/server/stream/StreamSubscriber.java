package dev.tidings.server.stream;

import static java.util.Objects.requireNonNullElse;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.shard.Subscriber;
import dev.tidings.sse.SseEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One open stream: everything that is kept for a connection while it streams.
 * <p>
 * Has no queue but the channel's outbound buffer, whose fill the hub watches. Confined to the channel's event loop.
 */
final class StreamSubscriber implements Subscriber<Frames> {

    /** 10 s: what a slow peer gets to take the end of a stream that is over. */
    private static final long FAREWELL_SECONDS = 10;

    private final Channel channel;
    private final WireEncoding encoding;
    private final long startNanos = System.nanoTime();

    private long written;
    private long events;
    private @Nullable Membership membership;
    private @Nullable String endReason;

    // The list of open streams of this event loop, kept by StreamList.
    @Nullable
    StreamSubscriber previous;

    @Nullable
    StreamSubscriber next;

    boolean listed;

    StreamSubscriber(Channel channel, WireEncoding encoding) {
        this.channel = channel;
        this.encoding = encoding;
    }

    /**
     * The head; the block that follows it comes with {@link #joined}.
     *
     * @param atOnce whether it is sent before that. If it need not wait for the log, the block leaves together with the head: a
     *     client for which the stream is open then has its place in the log, and gets whatever is published from that moment on
     */
    void begin(byte[] head, boolean atOnce) {
        add(Unpooled.wrappedBuffer(head));
        if (atOnce) {
            channel.flush();
        }
    }

    /** The stream is in the hub; from now on its end is the end of the membership. */
    void member(Membership joined) {
        if (channel.isActive()) {
            membership = joined;
        } else {
            joined.leave();
        }
    }

    @Override
    public void joined(EventId position) {
        write(encoding.framed(SseEncoder.opening(position.toString(), Retry.jittered())));
    }

    @Override
    public void deliver(Frames batch) {
        events += batch.events();
        write(batch.bytes().retainedDuplicate());
    }

    private void write(ByteBuf bytes) {
        add(bytes);
        channel.flush();
    }

    private void add(ByteBuf bytes) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        if (outbound == null || endReason != null) {
            bytes.release();
            return;
        }
        // Counted as the buffer counts, so that written minus pending is what the peer took.
        long before = outbound.totalPendingWriteBytes();
        Channels.write(channel, bytes);
        written += outbound.totalPendingWriteBytes() - before;
    }

    @Override
    public long pendingBytes() {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes() - outbound.currentProgress();
    }

    @Override
    public long progress() {
        return written - pendingBytes();
    }

    /** Always runs the task later, never inside this call or {@link #deliver}: the hub may be in the middle of a drain. */
    @Override
    public void whenDrained(Runnable task) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        if (outbound == null) {
            return;
        }
        if (outbound.totalPendingWriteBytes() == 0) {
            channel.eventLoop().execute(task);
            return;
        }
        ChannelPromise drained = channel.newPromise();
        drained.addListener(future -> {
            if (future.isSuccess()) {
                channel.eventLoop().execute(task);
            }
        });
        long before = outbound.totalPendingWriteBytes();
        Channels.write(channel, Unpooled.EMPTY_BUFFER, drained);
        written += outbound.totalPendingWriteBytes() - before;
        channel.flush();
    }

    @Override
    public void ended(CloseReason reason) {
        if (reason == CloseReason.STALLED) {
            abort(reason.text());
        } else {
            finish(reason.text());
        }
    }

    /** Ends the body after what was delivered, and then the connection. */
    void finish(String reason) {
        if (endReason != null) {
            return;
        }
        leave();
        endReason = reason;
        channel.writeAndFlush(encoding.end()).addListener(ChannelFutureListener.CLOSE);
        if (channel.isOpen()) {
            ScheduledFuture<?> farewell = channel.eventLoop().schedule(this::reset, FAREWELL_SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(closed -> farewell.cancel(false));
        }
    }

    /** Ends the connection at once; what the peer has not taken is thrown away, in the kernel too. */
    void abort(String reason) {
        if (endReason == null) {
            endReason = reason;
        }
        reset();
    }

    private void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        Channels.close(channel);
    }

    /** The connection is gone. */
    void gone() {
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
