package dev.tidings.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;

/** A connection of HTTP/2 with one request, as the bytes that a client sends. */
final class Http2Request {

    static final int STREAM = 1;

    private Http2Request() {}

    /** The preface, empty settings, and the request; each char a byte. */
    static String of(String method, String target, String body, String... headers) {
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeBytes(Http2CodecUtil.connectionPrefaceBuf());
        frame(bytes, Http2FrameTypes.SETTINGS, 0, 0, Unpooled.EMPTY_BUFFER);
        int end = Http2Flags.END_STREAM;
        frame(
                bytes,
                Http2FrameTypes.HEADERS,
                Http2Flags.END_HEADERS | (body.isEmpty() ? end : 0),
                STREAM,
                encoded(method, target, headers));
        if (!body.isEmpty()) {
            data(bytes, Unpooled.copiedBuffer(body, ISO_8859_1));
        }
        return bytes.toString(ISO_8859_1);
    }

    private static void data(ByteBuf into, ByteBuf body) {
        while (body.isReadable()) {
            ByteBuf part = body.readSlice(Math.min(body.readableBytes(), Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE));
            frame(into, Http2FrameTypes.DATA, body.isReadable() ? 0 : Http2Flags.END_STREAM, STREAM, part);
        }
    }

    private static ByteBuf encoded(String method, String target, String... headers) {
        Http2Headers fields = new DefaultHttp2Headers()
                .method(method)
                .path(target)
                .scheme("http")
                .authority("localhost");
        for (String header : headers) {
            int colon = header.indexOf(':');
            fields.add(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        ByteBuf block = Unpooled.buffer();
        try {
            new DefaultHttp2HeadersEncoder().encodeHeaders(STREAM, fields, block);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
        return block;
    }

    /** One frame (RFC 9113, 4.1). */
    static void frame(ByteBuf into, int type, int flags, int stream, ByteBuf payload) {
        into.writeMedium(payload.readableBytes())
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
    }
}
