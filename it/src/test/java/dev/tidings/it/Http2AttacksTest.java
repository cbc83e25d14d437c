package dev.tidings.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.testkit.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The known attacks on HTTP/2 end the connection they come on, and nothing else. */
class Http2AttacksTest {

    private RunningHub hub;
    private RawClient watching;
    private RawStream stream;

    @BeforeEach
    void start() {
        hub = RunningHub.start();
        watching = hub.connect(Protocol.HTTP_2).send(Protocol.HTTP_2.get("/sse?topic=a"));
        watching.readHead();
        stream = watching.stream(Protocol.HTTP_2);
        stream.nextBlock();
    }

    @AfterEach
    void stop() {
        watching.close();
        hub.close();
    }

    /** Sends frames behind the preface; says with which error the hub took its leave. */
    private long attack(Consumer<ByteBuf> frames) {
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeBytes(Http2CodecUtil.connectionPrefaceBuf());
        Http2Request.frame(bytes, Http2FrameTypes.SETTINGS, 0, 0, Unpooled.EMPTY_BUFFER);
        frames.accept(bytes);
        try (RawClient attacker = hub.connect()) {
            try {
                attacker.send(bytes.toString(ISO_8859_1));
            } catch (UncheckedIOException cutOff) {
                // It need not have taken all of it.
            }
            return goAway(Unpooled.wrappedBuffer(attacker.readToEnd()));
        }
    }

    /** -1 if it did not say why. */
    private static long goAway(ByteBuf received) {
        while (received.readableBytes() >= 9) {
            int length = received.readUnsignedMedium();
            int type = received.readByte();
            received.skipBytes(5);
            if (received.readableBytes() < length) {
                break;
            }
            ByteBuf payload = received.readSlice(length);
            if (type == Http2FrameTypes.GO_AWAY) {
                return payload.skipBytes(4).readUnsignedInt();
            }
        }
        return -1;
    }

    private static ByteBuf head(int stream) {
        return head(stream, "GET");
    }

    private static ByteBuf head(int stream, String method) {
        DefaultHttp2Headers headers = new DefaultHttp2Headers();
        headers.method(method).path("/sse?topic=b").scheme("http").authority("localhost");
        ByteBuf block = Unpooled.buffer();
        try {
            new DefaultHttp2HeadersEncoder((name, value) -> true, true).encodeHeaders(stream, headers, block);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
        return block;
    }

    /** A reset may overtake the reason; what counts is that the attacker is gone and the others are not. */
    private void assertOnlyTheAttackerIsGone(long error) {
        assertThat(error).isIn(-1L, Http2Error.ENHANCE_YOUR_CALM.code());
        Await.until("only the watcher is left", () -> hub.server().connections() == 2);
        hub.publish(Event.of("a", "still here"));
        assertThat(stream.nextBlock()).contains("still here");
    }

    @Test
    void rapidReset() {
        assertOnlyTheAttackerIsGone(attack(frames -> {
            for (int i = 0; i < 3000; i++) {
                int id = 1 + 2 * i;
                Http2Request.frame(
                        frames, Http2FrameTypes.HEADERS, Http2Flags.END_HEADERS | Http2Flags.END_STREAM, id, head(id));
                Http2Request.frame(
                        frames,
                        Http2FrameTypes.RST_STREAM,
                        0,
                        id,
                        Unpooled.buffer().writeInt(8));
            }
        }));
    }

    @Test
    void manySmallContinuations() {
        assertOnlyTheAttackerIsGone(attack(frames -> {
            ByteBuf block = head(1);
            Http2Request.frame(frames, Http2FrameTypes.HEADERS, Http2Flags.END_STREAM, 1, block.readSlice(1));
            for (int i = 0; i < 1000; i++) {
                Http2Request.frame(frames, Http2FrameTypes.CONTINUATION, 0, 1, Unpooled.EMPTY_BUFFER);
            }
        }));
    }

    @Test
    void pings() {
        assertOnlyTheAttackerIsGone(attack(frames -> {
            for (int i = 0; i < 5000; i++) {
                Http2Request.frame(
                        frames, Http2FrameTypes.PING, 0, 0, Unpooled.buffer().writeLong(i));
            }
        }));
    }

    @Test
    void settings() {
        assertOnlyTheAttackerIsGone(attack(frames -> {
            for (int i = 0; i < 5000; i++) {
                Http2Request.frame(frames, Http2FrameTypes.SETTINGS, 0, 0, Unpooled.EMPTY_BUFFER);
            }
        }));
    }

    @Test
    void emptyData() {
        assertOnlyTheAttackerIsGone(attack(frames -> {
            Http2Request.frame(frames, Http2FrameTypes.HEADERS, Http2Flags.END_HEADERS, 1, head(1));
            for (int i = 0; i < 1000; i++) {
                Http2Request.frame(frames, Http2FrameTypes.DATA, 0, 1, Unpooled.EMPTY_BUFFER);
            }
        }));
    }

    /** Each stream is over when its head and its empty end have come: so there is always room for the next one. */
    @Test
    void answersThatNobodyReads() {
        ByteBuf head = head(1, "HEAD");
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeBytes(Http2CodecUtil.connectionPrefaceBuf());
        Http2Request.frame(bytes, Http2FrameTypes.SETTINGS, 0, 0, Unpooled.EMPTY_BUFFER);
        for (int i = 0; i < 60_000; i++) {
            int id = 1 + 2 * i;
            Http2Request.frame(bytes, Http2FrameTypes.HEADERS, Http2Flags.END_HEADERS, id, head.duplicate());
            Http2Request.frame(bytes, Http2FrameTypes.DATA, Http2Flags.END_STREAM, id, Unpooled.EMPTY_BUFFER);
        }
        String all = bytes.toString(ISO_8859_1);
        try (RawClient attacker = RawClient.connect(hub.port(), Protocol.HTTP_1_1, 16 << 10)) {
            assertThatThrownBy(() -> {
                        while (true) {
                            attacker.send(all);
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class);
        }
        assertOnlyTheAttackerIsGone(-1);
    }

    /** The request has not ended when the stream does. */
    @Test
    void theLastWordsComeBeforeTheReset() {
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeBytes(Http2CodecUtil.connectionPrefaceBuf());
        Http2Request.frame(bytes, Http2FrameTypes.SETTINGS, 0, 0, Unpooled.EMPTY_BUFFER);
        Http2Request.frame(bytes, Http2FrameTypes.HEADERS, Http2Flags.END_HEADERS, 1, head(1));
        try (RawClient client = hub.connect()) {
            client.send(bytes.toString(ISO_8859_1));
            Await.until("it is in", () -> subscribers() == 2);
            hub.hub().disconnect(any -> true).toCompletableFuture().join();

            List<Integer> types = new ArrayList<>();
            while (!types.contains((int) Http2FrameTypes.RST_STREAM)) {
                ByteBuf frame = Unpooled.wrappedBuffer(client.readBytes(9));
                client.readBytes(frame.getUnsignedMedium(0));
                if (frame.getInt(5) == 1) {
                    types.add((int) frame.getByte(3));
                }
            }
            assertThat(types)
                    .startsWith((int) Http2FrameTypes.HEADERS, (int) Http2FrameTypes.DATA)
                    .endsWith((int) Http2FrameTypes.DATA, (int) Http2FrameTypes.RST_STREAM);
        }
    }

    private int subscribers() {
        return hub.hub()
                .count(Subscription.of(Filter.all()))
                .toCompletableFuture()
                .join();
    }

    @Test
    void aHeadThatIsTooLarge() {
        try (RawClient client = hub.connect(Protocol.HTTP_2)) {
            client.send(Protocol.HTTP_2.get(
                    "/health/live", "X-Padding: " + "x".repeat(15_000), "X-More: " + "y".repeat(2000)));

            assertThat(client.readHead().status()).isEqualTo(431);
        }
    }

    @Test
    void aHostThatIsNotTheAuthority() {
        try (RawClient client = hub.connect(Protocol.HTTP_2)) {
            client.send(Protocol.HTTP_2.get("/health/live", "Host: 127.0.0.1"));

            assertThat(client.readHead().status()).isEqualTo(400);
        }
    }
}
