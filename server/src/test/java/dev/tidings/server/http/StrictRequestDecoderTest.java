package dev.tidings.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Test;

/** The same requests come out however the bytes are cut, and what is refused stays refused. */
class StrictRequestDecoderTest {

    private static final String GOOD =
            "\r\nPOST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\n b\n c\n"
                    + "POST /events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n\t\r\n\r\n0\r\n\r\n"
                    + "GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final String FOLDED = "GET /first HTTP/1.1\r\nHost: localhost\r\n\r\n"
            + "\r\nGET /second HTTP/1.1\r\nX-A: b\r\n c: d\r\nHost: localhost\r\n\r\n"
            + "GET /third HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static String decode(String wire, int cut) {
        EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder(1024, () -> {}));
        channel.writeInbound(Unpooled.copiedBuffer(wire.substring(0, cut), ISO_8859_1));
        channel.writeInbound(Unpooled.copiedBuffer(wire.substring(cut), ISO_8859_1));
        StringBuilder result = new StringBuilder();
        for (HttpObject message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpRequest request) {
                result.append(request.decoderResult().isFailure() ? "REFUSED" : request.method() + " " + request.uri())
                        .append(' ');
            } else if (message instanceof HttpContent content) {
                result.append(content.content().toString(ISO_8859_1));
            }
            if (message instanceof LastHttpContent) {
                result.append("|");
            }
            ReferenceCountUtil.release(message);
        }
        channel.finishAndReleaseAll();
        return result.toString();
    }

    @Test
    void bodiesMayHoldWhatHeadsMayNot() {
        for (int cut = 0; cut <= GOOD.length(); cut++) {
            assertThat(decode(GOOD, cut))
                    .as("cut at " + cut)
                    .isEqualTo("POST /events  b\n c\n|POST /events \t\r\n|GET /sse |");
        }
    }

    @Test
    void aFoldedHeaderIsRefusedAndNothingBehindItIsRead() {
        for (int cut = 0; cut <= FOLDED.length(); cut++) {
            assertThat(decode(FOLDED, cut)).as("cut at " + cut).isEqualTo("GET /first |REFUSED |");
        }
    }

    @Test
    void saysWhetherAHeadIsUnderWay() {
        StrictRequestDecoder decoder = new StrictRequestDecoder(1024, () -> {});
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        assertThat(decoder.inHead()).isFalse();

        channel.writeInbound(Unpooled.copiedBuffer("G", ISO_8859_1));
        assertThat(decoder.inHead()).isTrue();

        channel.writeInbound(Unpooled.copiedBuffer("ET / HTTP/1.1\r\n\r\n", ISO_8859_1));
        assertThat(decoder.inHead()).isFalse();
        channel.finishAndReleaseAll();
    }
}
