package dev.tidings.server.http2;

import dev.tidings.server.http.Deadline;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.RequestConnection;
import dev.tidings.server.http.RequestLoop;
import dev.tidings.server.stream.Channels;
import dev.tidings.server.stream.StreamLog;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/2.
 * <p>
 * Confined to the channel's event loop.
 */
public final class Http2Handler extends Http2ConnectionHandler implements RequestConnection {
    /*
     *   Exchanges (frames that come in) ──> Exchange ──> Answer        HEADERS, DATA by Netty's encoder
     *                                           └──────> EventStream   DATA by StreamData
     *
     * What is written in one go of the event loop, to whichever streams, leaves in one flush.
     */

    /**
     * 64 KiB: what waits in the socket of a connection, for all its streams; what they have beyond that waits in themselves, where
     * each is judged by its own.
     */
    private static final WriteBufferWaterMark SOCKET_BYTES = new WriteBufferWaterMark(32 << 10, 64 << 10);

    /** 2 s: what a peer gets to take the end of its connection. */
    private static final long LINGER_NANOS = 2_000_000_000L;

    private final Channel channel;
    private final RequestLoop requests;
    private final boolean refusing;
    private final StreamData data;
    private final Deadline deadline;
    private final Runnable flush = this::flushNow;

    private @Nullable ChannelHandlerContext context;
    private boolean flushing;
    private boolean served;
    private boolean draining;
    private boolean closing;

    Http2Handler(
            Channel channel,
            RequestLoop requests,
            boolean refusing,
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings) {
        super(decoder, encoder, settings, true);
        this.channel = channel;
        this.requests = requests;
        this.refusing = refusing;
        this.data = (StreamData) encoder.flowController();
        this.deadline = new Deadline(channel.eventLoop(), this::expired);
    }

    /**
     * Lets one take a connection's requests.
     *
     * @param refusing whether there is no room for this connection
     */
    public static void addTo(Channel channel, RequestLoop loop, boolean refusing) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        channel.config().setWriteBufferWaterMark(SOCKET_BYTES);
        channel.config().setAutoRead(true);
        channel.pipeline().addLast(new Http2HandlerBuilder(channel, loop, refusing).build());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) throws Exception {
        context = newContext;
        super.handlerAdded(newContext);
        requests.add(this);
        deadline.in(requests.limits().headNanos());
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext removed) throws Exception {
        requests.remove(this);
        deadline.stop();
        super.handlerRemoved0(removed);
        data.release();
    }

    RequestLoop requests() {
        return requests;
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    StreamData data() {
        return data;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    int maxFrameBytes() {
        return encoder().configuration().frameSizePolicy().maxFrameSize();
    }

    ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "context");
    }

    Load load() {
        return refusing ? Load.FULL : requests.load();
    }

    /** Sends what is written, once whoever is writing now has written to all of its streams. */
    void flushSoon() {
        if (!flushing) {
            flushing = true;
            requests.executePromptly(flush);
        }
    }

    private void flushNow() {
        flushing = false;
        flush(context());
    }

    /** Nothing more of ours comes on the stream; if the peer has not said all, it need not. */
    void closeOurSide(Http2Stream stream) {
        if (stream.state() == Http2Stream.State.OPEN) {
            resetStream(stream, Http2Error.NO_ERROR);
        } else {
            closeStreamLocal(stream, context().newSucceededFuture());
        }
    }

    /** Behind what was written to it. */
    void resetStream(Http2Stream stream, Http2Error error) {
        data.send();
        resetStream(context(), stream.id(), error.code(), context().newPromise());
        flushSoon();
    }

    /** Ends the connection at once; what the peer has not taken is thrown away, in the kernel too. */
    void reset() {
        Channels.reset(channel);
    }

    void streamOpened() {
        served = true;
        deadline.pause();
        if (refusing) {
            goAway();
        }
    }

    void streamClosed() {
        if (connection().numActiveStreams() > 0) {
            return;
        }
        if (draining || refusing) {
            goAway();
        } else {
            deadline.in(
                    served ? requests.limits().idleNanos() : requests.limits().headNanos());
        }
    }

    /** No request for too long, or none at all; or the end has not been taken. */
    private void expired() {
        if (closing) {
            reset();
        } else {
            goAway();
        }
    }

    @Override
    public void drain() {
        draining = true;
        goAway();
    }

    /** Tells the peer to take its next requests elsewhere, and closes the connection when there is nothing on it any more. */
    private void goAway() {
        ChannelHandlerContext here = context();
        if (!connection().goAwaySent()) {
            goAway(
                    here,
                    connection().remote().lastStreamCreated(),
                    Http2Error.NO_ERROR.code(),
                    Unpooled.EMPTY_BUFFER,
                    here.newPromise());
        }
        if (connection().numActiveStreams() == 0) {
            closing = true;
            deadline.in(LINGER_NANOS);
            flush(here);
            here.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            flushSoon();
        }
    }

    /** What is encrypted cannot be sent any more when the peer has ended its side. */
    @Override
    public void userEventTriggered(ChannelHandlerContext here, Object event) throws Exception {
        if (event instanceof SslCloseCompletionEvent) {
            Channels.close(channel);
        }
        super.userEventTriggered(here, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        StreamLog.failed(cause);
        Channels.close(channel);
    }
}
