package dev.tidings.server.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream that has a connection for itself. Has no queue but the channel's outbound buffer, whose fill the hub watches. */
final class ConnectionStream extends StreamSubscriber {

    private final Channel channel;
    /** Counts what was written where that is not what the socket gets. */
    private final @Nullable SentBytes sent;

    private byte @Nullable [] head;
    private long written;

    ConnectionStream(Channel channel, StreamTerms terms) {
        super(terms);
        this.channel = channel;
        this.sent = channel.pipeline().get(SentBytes.class);
    }

    /**
     * The head; the block that follows it comes with {@link #joined}.
     *
     * @param atOnce whether it is sent before that. If it need not wait for the log, the block leaves together with the head: a
     *     client for which the stream is open then has its place in the log, and gets whatever is published from that moment on
     */
    void begin(byte[] newHead, boolean atOnce) {
        head = newHead;
        if (atOnce) {
            write(Unpooled.EMPTY_BUFFER);
        }
    }

    /** Not before something follows: encryption sends what it has when it likes. */
    private void sendHead() {
        byte[] bytes = head;
        if (bytes != null) {
            head = null;
            put(Unpooled.wrappedBuffer(bytes));
        }
    }

    @Override
    protected boolean isActive() {
        return channel.isActive();
    }

    @Override
    protected void write(ByteBuf bytes) {
        add(bytes);
        channel.flush();
    }

    private void add(ByteBuf bytes) {
        if (hasEnded()) {
            bytes.release();
            return;
        }
        sendHead();
        put(bytes);
    }

    private void put(ByteBuf bytes) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        if (outbound == null) {
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
        return (sent == null ? written : sent.count()) - pendingBytes();
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
    protected void end(Farewell farewell) {
        sendHead();
        ChannelFuture written = channel.writeAndFlush(encoding().end());
        if (farewell == Farewell.PATIENT) {
            written.addListener(ChannelFutureListener.CLOSE);
        } else {
            // Not closed yet: what lies in the kernel then would still come to a peer that reads on much later.
            written.addListener(done -> Channels.endOutput(channel));
        }
        if (channel.isOpen()) {
            ScheduledFuture<?> end =
                    channel.eventLoop().schedule(this::reset, farewell.millis(), TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> end.cancel(false));
        }
    }

    /** What the peer has not taken is thrown away in the kernel too. */
    @Override
    protected void reset() {
        Channels.reset(channel);
    }
}
