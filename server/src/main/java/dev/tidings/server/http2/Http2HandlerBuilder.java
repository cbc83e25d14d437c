package dev.tidings.server.http2;

import dev.tidings.server.http.RequestLoop;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;

/** Puts a connection together, with what it allows its peer. */
final class Http2HandlerBuilder extends AbstractHttp2ConnectionHandlerBuilder<Http2Handler, Http2HandlerBuilder> {

    /** 256: a hundred streams of a browser's tabs, or of a proxy's clients, and requests beside them. */
    static final int MAX_STREAMS = 256;

    /**
     * 1 000 streams in 30 s that a peer opens and takes back, or makes us take back (CVE-2023-44487, CVE-2025-8671). A client that leaves
     * resets its stream: 256 of a proxy's may each stay for 8 s; an attack resets that many in a few milliseconds.
     */
    private static final int MAX_RESETS = 1000;

    private static final int RESETS_SECONDS = 30;

    /** 16 parts of a head that are small (CVE-2024-27316 and others). */
    private static final int MAX_SMALL_CONTINUATIONS = 16;

    private static final int MAX_EMPTY_DATA_FRAMES = 2;

    /** 1 000 acknowledgements that the peer does not read (CVE-2019-9512, CVE-2019-9515). */
    private static final int MAX_QUEUED_CONTROL_FRAMES = 1000;

    private final Channel channel;
    private final RequestLoop loop;
    private final boolean refusing;

    Http2HandlerBuilder(Channel channel, RequestLoop loop, boolean refusing) {
        this.channel = channel;
        this.loop = loop;
        this.refusing = refusing;
    }

    @Override
    protected Http2Handler build() {
        DefaultHttp2Connection connection = new DefaultHttp2Connection(true);
        connection.remote().flowController(new StreamData(connection));
        connection(connection);
        initialSettings(Http2Settings.defaultSettings()
                .maxConcurrentStreams(MAX_STREAMS)
                .maxHeaderListSize(loop.limits().headBytes()));
        decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS);
        encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS);
        decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS);
        decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA_FRAMES);
        encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES);
        return super.build();
    }

    @Override
    protected Http2Handler build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        Http2Handler handler = new Http2Handler(channel, loop, refusing, decoder, encoder, settings);
        Exchanges exchanges = new Exchanges(handler);
        frameListener(new ControlFrameLimit(exchanges));
        decoder.connection().addListener(exchanges);
        return handler;
    }
}
