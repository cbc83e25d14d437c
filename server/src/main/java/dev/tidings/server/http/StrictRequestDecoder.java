package dev.tidings.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Decodes requests, and refuses what two servers in a row could read differently (RFC 9112, 11.2).
 * <p>
 * Netty's decoder refuses bare line ends, Content-Length beside Transfer-Encoding, contradicting lengths, illegal characters and
 * malformed chunks; this one refuses folded header lines too, which Netty's joins. What is refused comes out as a message with a
 * failed {@link HttpRequest#decoderResult()}, and nothing after it.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

    /** 64 KiB: parts of a body come as large as a read brought them. */
    private static final int MAX_PART_BYTES = 64 << 10;

    /** How HTTP/2 begins (RFC 9113, 3.4). */
    private static final ByteBuf PREFACE =
            Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII)));

    private final Runnable switchToHttp2;

    private boolean begun;
    private boolean inBody;
    private boolean inHead;
    private boolean requestLineTaken;
    private boolean refused;

    /** @param switchToHttp2 what to do if the connection begins with the preface of HTTP/2, which is still to be read then */
    StrictRequestDecoder(int headBytes, Runnable switchToHttp2) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(headBytes)
                .setMaxHeaderSize(headBytes)
                .setMaxChunkSize(MAX_PART_BYTES)
                .setHeadersFactory(CountedHeaders.FACTORY)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
        this.switchToHttp2 = switchToHttp2;
    }

    /** Whether a request's head has begun to arrive and has not ended. */
    boolean inHead() {
        return inHead;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (!begun) {
            int length = Math.min(in.readableBytes(), PREFACE.readableBytes());
            if (ByteBufUtil.equals(in, in.readerIndex(), PREFACE, 0, length)) {
                if (length == PREFACE.readableBytes()) {
                    switchToHttp2.run();
                }
                return;
            }
            begun = true;
        }
        if (!inBody) {
            inHead = true;
            if (beginsLineWithSpace(in)) {
                refused = true;
                inHead = false;
                in.skipBytes(in.readableBytes());
                out.add(refusal());
                return;
            }
        }
        int known = out.size();
        super.decode(context, in, out);
        for (int i = known; i < out.size(); i++) {
            Object message = out.get(i);
            if (message instanceof HttpRequest) {
                inBody = true;
                inHead = false;
            }
            if (message instanceof LastHttpContent) {
                inBody = false;
                requestLineTaken = false;
            }
        }
    }

    /** Looks at the lines of a head, or of what is there of it. The decoder takes whole lines, so one begins at the reader index. */
    private boolean beginsLineWithSpace(ByteBuf in) {
        boolean lineSeen = requestLineTaken;
        int end = in.writerIndex();
        for (int line = in.readerIndex(); line < end; ) {
            byte first = in.getByte(line);
            if (first == ' ' || first == '\t') {
                return true;
            }
            int lineEnd = in.indexOf(line, end, (byte) '\n');
            boolean blank = lineEnd == line || (lineEnd == line + 1 && first == '\r');
            if (lineEnd < 0 || (blank && lineSeen)) {
                return false;
            }
            lineSeen |= !blank;
            line = lineEnd + 1;
        }
        return false;
    }

    @Override
    protected HttpMessage createMessage(String[] requestLine) throws Exception {
        requestLineTaken = true;
        return super.createMessage(requestLine);
    }

    private static HttpRequest refusal() {
        HttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request", Unpooled.EMPTY_BUFFER);
        request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("a line begins with white space")));
        return request;
    }
}
