package dev.tidings.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;

/** The frames that come back on a connection of HTTP/2, read strictly. */
final class Http2Answers {

    private static final Set<Integer> TYPES = Set.of(
            (int) Http2FrameTypes.DATA,
            (int) Http2FrameTypes.HEADERS,
            (int) Http2FrameTypes.RST_STREAM,
            (int) Http2FrameTypes.SETTINGS,
            (int) Http2FrameTypes.PING,
            (int) Http2FrameTypes.GO_AWAY,
            (int) Http2FrameTypes.WINDOW_UPDATE,
            (int) Http2FrameTypes.CONTINUATION);

    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder fields = new DefaultHttp2HeadersDecoder(true, 1 << 20);
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();

    Http2Answers(InputStream in) throws Http2Exception {
        this.in = new DataInputStream(in);
        // The peer may have been allowed any.
        fields.configuration().maxHeaderTableSize(Http2CodecUtil.MAX_HEADER_TABLE_SIZE);
    }

    /**
     * Reads until a ping comes back.
     *
     * @throws IOException if the connection ends before
     */
    void checkUntil(byte[] ping) throws IOException, Http2Exception {
        while (true) {
            int head = in.readInt();
            int type = head & 0xff;
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[head >>> 8];
            in.readFully(payload);
            assertThat(type).isIn(TYPES);
            check(type, flags, stream, payload);
            if (type == Http2FrameTypes.PING && (flags & Http2Flags.ACK) != 0 && Arrays.equals(payload, ping)) {
                return;
            }
        }
    }

    private void check(int type, int flags, int stream, byte[] payload) throws Http2Exception {
        switch (type) {
            case Http2FrameTypes.HEADERS, Http2FrameTypes.CONTINUATION -> {
                assertThat(stream % 2).isEqualTo(1);
                block.writeBytes(payload);
                if ((flags & Http2Flags.END_HEADERS) != 0) {
                    checkFields(stream);
                }
            }
            case Http2FrameTypes.DATA -> assertThat(stream % 2).isEqualTo(1);
            case Http2FrameTypes.RST_STREAM ->
                checkError(ByteBuffer.wrap(payload).getInt(0), payload);
            case Http2FrameTypes.GO_AWAY -> checkError(ByteBuffer.wrap(payload).getInt(4), payload);
            default -> {
                // Of the connection alone.
            }
        }
    }

    private void checkFields(int stream) throws Http2Exception {
        Http2Headers head = fields.decodeHeaders(stream, Unpooled.wrappedBuffer(block.toByteArray()));
        block.reset();
        assertThat(Integer.parseInt(head.status().toString())).as("%s", head).isIn(Answers.STATUSES);
    }

    /** Whatever the peer does is the peer's fault. */
    private static void checkError(int code, byte[] payload) {
        assertThat(Http2Error.valueOf(code))
                .as("%s", new String(payload, ISO_8859_1))
                .isNotNull()
                .isNotEqualTo(Http2Error.INTERNAL_ERROR);
    }
}
