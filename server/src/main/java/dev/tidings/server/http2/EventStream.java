package dev.tidings.server.http2;

import dev.tidings.server.stream.StreamSubscriber;
import dev.tidings.server.stream.StreamTerms;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController.FlowControlled;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event stream that is one of many of its connection.
 * <p>
 * Holds what its client's window has no room for, of which the hub is told: at most 64 KiB, or one batch. Confined to the event loop.
 */
final class EventStream extends StreamSubscriber implements FlowControlled {
    /*
     *   deliver ──> waiting ──as far as the windows allow──> block ──> socket
     *               └────────────── pendingBytes ──────────────────┘
     */

    /** 64 KiB: above, a stream whose window is shut is behind. */
    private static final long MOST_PENDING_BYTES = 64 << 10;

    private final Http2Handler connection;
    private final Http2Stream stream;

    private @Nullable Http2Headers head;

    // What has not been sent yet: all but the first of it in a queue, which most streams never need.
    private @Nullable ByteBuf first;
    private @Nullable Queue<ByteBuf> others;
    private int waiting;

    /** What was written while some was waiting, until the flow control has it counted. */
    private @Nullable ByteBuf added;

    /** What of it lies in the socket if that has not taken the last block with any of it. */
    private int sent;

    private long lastBlock;
    private long allSent;

    private @Nullable Runnable whenDrained;
    private @Nullable ScheduledFuture<?> farewell;
    private boolean begun;
    private boolean ending;
    private boolean endSent;
    private boolean closed;

    /** @param head of the response */
    EventStream(Http2Handler connection, Http2Stream stream, Http2Headers head, StreamTerms terms) {
        super(terms);
        this.connection = connection;
        this.stream = stream;
        this.head = head;
        if (terms.readsLogFirst()) {
            sendHead();
            connection.flushSoon();
        }
    }

    /** Together with the first block, unless that waits for the log: an open stream has its place in the log. */
    private void sendHead() {
        Http2Headers fields = head;
        if (fields != null) {
            head = null;
            ChannelHandlerContext context = connection.context();
            connection.encoder().writeHeaders(context, stream.id(), fields, 0, false, context.newPromise());
        }
    }

    /** Whether the hub has let it in. */
    boolean hasBegun() {
        return begun;
    }

    @Override
    protected boolean isActive() {
        return !closed;
    }

    @Override
    protected void write(ByteBuf bytes) {
        if (closed || hasEnded()) {
            bytes.release();
            return;
        }
        begun = true;
        sendHead();
        if (waiting > 0) {
            added = bytes;
        } else {
            add(bytes);
        }
        flowControlled();
    }

    private void flowControlled() {
        connection.data().addFlowControlled(stream, this);
        connection.flushSoon();
    }

    private void add(ByteBuf bytes) {
        waiting += bytes.readableBytes();
        if (first == null) {
            first = bytes;
        } else {
            if (others == null) {
                others = new ArrayDeque<>(4);
            }
            others.add(bytes);
        }
    }

    @Override
    public boolean merge(ChannelHandlerContext context, FlowControlled next) {
        ByteBuf bytes = added;
        added = null;
        if (bytes != null) {
            add(bytes);
        }
        return next.equals(this);
    }

    @Override
    public int size() {
        return waiting;
    }

    @Override
    public void write(ChannelHandlerContext context, int allowedBytes) {
        if (stream.isResetSent()) {
            throw new IllegalStateException("nothing follows the reset of a stream");
        }
        StreamData data = connection.data();
        int left = Math.min(allowedBytes, waiting);
        int sending = left;
        while (left > 0) {
            int length = Math.min(left, connection.maxFrameBytes());
            boolean last = ending && length == waiting;
            data.frame(stream.id(), length, last);
            endSent |= last;
            fill(data, length);
            left -= length;
        }
        if (ending && !endSent && waiting == 0) {
            data.frame(stream.id(), 0, true);
            endSent = true;
        }
        count(data, sending);
    }

    private void fill(StreamData data, int length) {
        int left = length;
        while (left > 0 && first != null) {
            ByteBuf source = first;
            int part = Math.min(left, source.readableBytes());
            data.payload(source, part);
            left -= part;
            waiting -= part;
            if (!source.isReadable()) {
                source.release();
                first = others == null ? null : others.poll();
            }
        }
    }

    private void count(StreamData data, int bytes) {
        sent = data.hasTaken(lastBlock) ? bytes : sent + bytes;
        lastBlock = data.latest();
        allSent += bytes;
    }

    @Override
    public void writeComplete() {
        if (endSent) {
            connection.closeOurSide(stream);
        } else if (others != null && others.isEmpty()) {
            others = null;
        }
    }

    @Override
    public void error(ChannelHandlerContext context, Throwable cause) {
        releaseWaiting();
        if (stream.state() != Http2Stream.State.CLOSED && !stream.isResetSent()) {
            // Nothing more would be written to this stream, and half a frame may have been.
            connection.loop().execute(connection::reset);
        }
    }

    private void releaseWaiting() {
        for (ByteBuf bytes = first; bytes != null; bytes = others == null ? null : others.poll()) {
            bytes.release();
        }
        first = null;
        others = null;
        waiting = 0;
        if (added != null) {
            added.release();
            added = null;
        }
    }

    private int inSocket() {
        return connection.data().hasTaken(lastBlock) ? 0 : sent;
    }

    @Override
    public long pendingBytes() {
        return closed ? 0 : (long) waiting + inSocket();
    }

    @Override
    public long mostPendingBytes() {
        return MOST_PENDING_BYTES;
    }

    /** What was sent and taken; while some of it lies in the socket, the socket's own progress is this stream's too. */
    @Override
    public long progress() {
        int inSocket = inSocket();
        return inSocket == 0 ? allSent : allSent - inSocket - connection.data().socketBytes();
    }

    @Override
    public void whenDrained(Runnable task) {
        if (closed) {
            return;
        }
        if (pendingBytes() == 0) {
            connection.loop().execute(task);
        } else {
            whenDrained = task;
            connection.data().await(this);
        }
    }

    /** Whether it need not be told of further blocks. */
    boolean tellIfDrained() {
        Runnable task = whenDrained;
        if (task != null && pendingBytes() > 0) {
            return false;
        }
        whenDrained = null;
        if (task != null) {
            connection.loop().execute(task);
        }
        return true;
    }

    @Override
    protected void end(Farewell length) {
        if (closed) {
            return;
        }
        sendHead();
        ending = true;
        if (waiting == 0) {
            flowControlled();
        }
        if (length == Farewell.PATIENT) {
            long progress = progress();
            farewell =
                    connection.loop().schedule(() -> farewellIsOver(progress), length.millis(), TimeUnit.MILLISECONDS);
        } else {
            connection.loop().schedule(this::cutOff, length.millis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Also when the stream is closed: its end may lie behind others in a socket that takes nothing. */
    private void cutOff() {
        if (inSocket() > 0) {
            connection.reset();
        } else {
            reset();
        }
    }

    /** A connection that moves is only slow, and others of its streams may be read. */
    private void farewellIsOver(long progressBefore) {
        if (closed) {
            return;
        }
        if (progress() == progressBefore) {
            reset();
        } else {
            connection.resetStream(stream, Http2Error.CANCEL);
            farewell = connection.loop().schedule(this::reset, Farewell.PATIENT.millis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A connection whose socket takes nothing does not take the end of one stream either. */
    @Override
    protected void reset() {
        if (closed) {
            return;
        }
        if (inSocket() > 0 || stream.isResetSent()) {
            connection.reset();
        } else {
            connection.resetStream(stream, Http2Error.CANCEL);
        }
    }

    /** The stream is no more. */
    void closed() {
        closed = true;
        whenDrained = null;
        connection.data().forget(this);
        releaseWaiting();
        if (farewell != null) {
            farewell.cancel(false);
            farewell = null;
        }
    }
}
