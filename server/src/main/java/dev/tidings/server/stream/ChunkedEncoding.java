package dev.tidings.server.stream;

import dev.tidings.hub.shard.EventFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * HTTP/1.1: every block is one chunk (RFC 9112, 7.1), so that chunks of several events can stand in one buffer.
 * <pre>
 *   9c CR LF  id: k3fq9x2a-42 LF data: {...} LF LF  CR LF       end of body: 0 CR LF CR LF
 * </pre>
 */
final class ChunkedEncoding extends WireEncoding {

    private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int CRLF = '\r' << 8 | '\n';

    ChunkedEncoding(EventFormat format, boolean idHeartbeat) {
        super(format, idHeartbeat);
    }

    @Override
    public String framingHeader() {
        return "Transfer-Encoding: chunked";
    }

    @Override
    ByteBuf framed(byte[] block) {
        int digits = Math.max(1, (35 - Integer.numberOfLeadingZeros(block.length)) / 4);
        ByteBuf chunk = pooled(digits + 2 + block.length + 2);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            chunk.writeByte(HEX[block.length >>> shift & 0xf]);
        }
        return chunk.writeShort(CRLF).writeBytes(block).writeShort(CRLF);
    }

    @Override
    ByteBuf end() {
        return Unpooled.wrappedBuffer(END);
    }
}
