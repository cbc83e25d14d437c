package dev.tidings.server.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Settings;

/** Ends connections of peers that keep the hub busy with frames that carry nothing (CVE-2019-9512, 9513 and 9515). */
final class ControlFrameLimit extends Http2FrameListenerDecorator {

    /** 1 000 in 10 s: browsers send one for each request, and a ping now and then. */
    private static final int MAX_FRAMES = 1000;

    private final FrameRate frames = new FrameRate(MAX_FRAMES, "control frames");

    ControlFrameLimit(Http2FrameListener listener) {
        super(listener);
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long content) throws Http2Exception {
        frames.count();
        super.onPingRead(context, content);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        frames.count();
        super.onSettingsRead(context, settings);
    }

    @Override
    public void onPriorityRead(
            ChannelHandlerContext context, int streamId, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        frames.count();
        super.onPriorityRead(context, streamId, dependency, weight, exclusive);
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext context, byte type, int streamId, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        frames.count();
        super.onUnknownFrame(context, type, streamId, flags, payload);
    }
}
