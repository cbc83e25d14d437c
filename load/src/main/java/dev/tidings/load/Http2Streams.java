package dev.tidings.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2, and on it a stream for each of some subscribers. It ends with the last of them; their places are not taken
 * again. Confined to its event loop.
 */
final class Http2Streams extends ChannelInboundHandlerAdapter {
    /** 1 MiB: a server waits for what the socket takes, not for us. */
    private static final int STREAM_WINDOW = 1 << 20;

    /** 1 GiB, beyond which no stream is held up by the others. */
    private static final int CONNECTION_WINDOW = 1 << 30;

    private final Target target;
    private final Http2Connection connection = new DefaultHttp2Connection(false);
    private final Http2Connection.PropertyKey key = connection.newKey();
    private final Http2ConnectionHandler codec;
    private final List<LoadSubscriber> subscribers = new ArrayList<>();

    private @Nullable ChannelHandlerContext context;
    private boolean closed;

    Http2Streams(Target target) {
        this.target = target;
        Frames frames = new Frames();
        connection.addListener(frames);
        codec = new Http2ConnectionHandlerBuilder()
                .connection(connection)
                .initialSettings(Http2Settings.defaultSettings().initialWindowSize(STREAM_WINDOW))
                .frameListener(frames)
                .build();
    }

    void addTo(Channel channel) {
        channel.pipeline().addLast(codec, this);
    }

    /** Whether one more subscriber may be added. */
    boolean hasRoom() {
        return !closed && subscribers.size() < target.streams();
    }

    /** Opens a stream for it, as soon as that is possible. */
    void add(LoadSubscriber subscriber) {
        subscribers.add(subscriber);
        if (context != null) {
            open(context, subscriber);
            context.flush();
        }
    }

    /** None of its streams goes on. */
    void failed(String why) {
        closed = true;
        for (LoadSubscriber subscriber : subscribers) subscriber.failed(why);
    }

    @Override
    public void channelActive(ChannelHandlerContext opened) throws Http2Exception {
        context = opened;
        connection.local().flowController().incrementWindowSize(connection.connectionStream(), CONNECTION_WINDOW);
        for (LoadSubscriber subscriber : subscribers) open(opened, subscriber);
        opened.flush();
    }

    private void open(ChannelHandlerContext to, LoadSubscriber subscriber) {
        int id = connection.local().incrementAndGetNextStreamId();
        Http2Headers headers = subscriber.join(new Part(id)).headers(target.scheme());
        ChannelFuture written = codec.encoder().writeHeaders(to, id, headers, 0, true, to.newPromise());
        Http2Stream stream = connection.stream(id);
        if (stream == null) {
            subscriber.failed(String.valueOf(written.cause()));
        } else {
            stream.setProperty(key, subscriber);
        }
    }

    /** One of the streams. */
    private final class Part implements Line {
        private final int id;

        Part(int id) {
            this.id = id;
        }

        @Override
        public void reading(boolean on) {
            if (context != null) context.channel().config().setAutoRead(on);
        }

        @Override
        public void close(boolean abruptly) {
            if (context == null) return;
            codec.resetStream(context, id, Http2Error.CANCEL.code(), context.newPromise());
            context.flush();
        }
    }

    /** What comes in, and what becomes of the streams. */
    private final class Frames extends Http2EventAdapter {
        @Override
        public void onHeadersRead(
                ChannelHandlerContext on,
                int id,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean isLast) {
            onHeadersRead(on, id, headers, padding, isLast);
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext on, int id, Http2Headers headers, int padding, boolean isLast) {
            LoadSubscriber subscriber = of(connection.stream(id));
            if (subscriber == null) return;
            if (!"200".contentEquals(headers.status())) subscriber.unreadable("status: " + headers.status());
            else if (isLast || headers.contains("content-length")) subscriber.unreadable(StreamScanner.NO_STREAM);
            else subscriber.headRead();
        }

        @Override
        public int onDataRead(ChannelHandlerContext on, int id, ByteBuf data, int padding, boolean isLast) {
            int bytes = data.readableBytes() + padding;
            LoadSubscriber subscriber = of(connection.stream(id));
            if (subscriber != null) subscriber.read(data);
            return bytes;
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            LoadSubscriber subscriber = of(stream);
            if (subscriber != null) subscriber.ended();
            if (connection.numActiveStreams() > 0 || context == null) return;
            closed = true;
            context.close();
        }

        private @Nullable LoadSubscriber of(@Nullable Http2Stream stream) {
            return stream == null ? null : stream.getProperty(key);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext on) {
        failed("a connection ended by itself");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext on, Throwable cause) {
        failed(Causes.first(cause));
        on.close();
    }
}
