package dev.tidings.server.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Hands each frame of a request to its exchange. Confined to the event loop. */
final class Exchanges extends Http2EventAdapter {

    /**
     * 256 KiB of answers that a peer has not read: bodies wait for the socket, but heads do not, and a peer that ends its streams by itself
     * may always open the next one.
     */
    private static final int MAX_UNREAD_BYTES = 256 << 10;

    /**
     * 100 in 10 s: whoever takes requests back before they have come to anything makes the hub work for nobody, faster than it can
     * (CVE-2023-44487). A client that leaves takes back a stream that is open.
     */
    private static final int MAX_HASTY = 100;

    private final FrameRate hasty = new FrameRate(MAX_HASTY, "requests taken back at once");
    private final Http2Handler handler;
    private final Http2Connection.PropertyKey key;

    Exchanges(Http2Handler handler) {
        this.handler = handler;
        this.key = handler.connection().newKey();
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream) {
        onHeadersRead(context, streamId, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int streamId, Http2Headers headers, int padding, boolean endOfStream) {
        Http2Stream stream = handler.connection().stream(streamId);
        if (stream == null) {
            return;
        }
        if (handler.data().socketBytes() > MAX_UNREAD_BYTES) {
            handler.reset();
            return;
        }
        Exchange known = of(stream);
        if (known == null) {
            Exchange begun = new Exchange(handler, stream);
            stream.setProperty(key, begun);
            begun.begin(headers, endOfStream);
        } else if (endOfStream) {
            // What stands behind a body has no meaning here.
            known.takeEnd();
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean endOfStream) {
        Http2Stream stream = handler.connection().stream(streamId);
        Exchange exchange = stream == null ? null : of(stream);
        if (exchange == null) {
            return data.readableBytes() + padding;
        }
        int taken = exchange.take(data);
        if (endOfStream) {
            exchange.takeEnd();
        }
        return taken + padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int streamId, long errorCode) throws Http2Exception {
        Http2Stream stream = handler.connection().stream(streamId);
        Exchange exchange = stream == null ? null : of(stream);
        if (exchange != null && !exchange.hasComeToSomething()) {
            hasty.count();
        }
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
        handler.streamOpened();
    }

    /** Also of a stream whose head was refused before it was a request. */
    @Override
    public void onStreamRemoved(Http2Stream stream) {
        Exchange exchange = stream.removeProperty(key);
        if (exchange != null) {
            exchange.closed();
        }
        handler.streamClosed();
    }

    private @Nullable Exchange of(Http2Stream stream) {
        return stream.getProperty(key);
    }
}
