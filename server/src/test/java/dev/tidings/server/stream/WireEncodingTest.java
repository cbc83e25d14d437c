package dev.tidings.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.EncodedEvent;
import dev.tidings.hub.shard.EventField;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How blocks lie on the wire. */
class WireEncodingTest {

    private static final EventId ID = new EventId("k3fq9x2a", 42);
    private static final WireEncoding CHUNKED = new ChunkedEncoding(EventField.TYPE, true);
    private static final WireEncoding PLAIN = new PlainEncoding(EventField.TYPE, true);

    private static EncodedEvent event(String data) {
        return new EncodedEvent(new Delivery("k3fq9x2a", 42, 0, Event.of("a", data)));
    }

    private static String textOf(WireEncoding encoding, Frames frames) {
        assertThat(encoding.bytes(frames)).isEqualTo(frames.bytes().readableBytes());
        String text = frames.bytes().toString(UTF_8);
        encoding.release(frames);
        return text;
    }

    private static byte[] unchunk(ByteBuf wire) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (wire.isReadable()) {
            int lineEnd = wire.indexOf(wire.readerIndex(), wire.writerIndex(), (byte) '\r');
            String size =
                    wire.readCharSequence(lineEnd - wire.readerIndex(), UTF_8).toString();
            assertThat(size).doesNotStartWith("0");
            assertThat(wire.readShort()).isEqualTo((short) 0x0d0a);
            byte[] chunk = new byte[Integer.parseInt(size, 16)];
            wire.readBytes(chunk);
            body.writeBytes(chunk);
            assertThat(wire.readShort()).isEqualTo((short) 0x0d0a);
        }
        return body.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 15, 16, 17, 255, 256, 4095, 4096, 65_535, 65_536, 1 << 20})
    void aBlockIsOneChunkOfItsSize(int size) {
        byte[] block = "x".repeat(size).getBytes(UTF_8);

        ByteBuf wire = CHUNKED.framed(block);

        assertThat(wire.isDirect()).isTrue();
        assertThat(wire.toString(UTF_8)).isEqualTo(Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n");
        wire.release();
    }

    @Test
    void anEventIsFramedAndCounted() {
        Frames plain = PLAIN.frame(event("one\ntwo"));

        assertThat(plain.events()).isEqualTo(1);
        assertThat(textOf(PLAIN, plain)).isEqualTo("id: k3fq9x2a-42\ndata: one\ndata: two\n\n");
        assertThat(textOf(CHUNKED, CHUNKED.frame(event("one")))).isEqualTo("1b\r\nid: k3fq9x2a-42\ndata: one\n\n\r\n");
    }

    @Test
    void aChainIsAllFramesInOrderAndLeavesThemToTheirOwner() {
        for (int size : new int[] {1, 10, 1000, 60_000}) {
            List<Frames> frames = new ArrayList<>();
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                String data = i + "y".repeat(size);
                frames.add(CHUNKED.frame(event(data)));
                expected.append("id: k3fq9x2a-42\ndata: ").append(data).append("\n\n");
            }

            Frames chain = CHUNKED.chain(frames);

            assertThat(chain.events()).isEqualTo(6);
            assertThat(new String(unchunk(chain.bytes().duplicate()), UTF_8)).hasToString(expected.toString());
            CHUNKED.release(chain);
            assertThat(frames).allMatch(frame -> frame.bytes().refCnt() == 1);
            frames.forEach(CHUNKED::release);
            assertThat(frames).allMatch(frame -> frame.bytes().refCnt() == 0);
        }
    }

    @Test
    void aChainOfOneSharesItsBytes() {
        Frames frame = CHUNKED.frame(event("one"));

        Frames chain = CHUNKED.chain(List.of(frame));

        assertThat(chain.bytes().memoryAddress()).isEqualTo(frame.bytes().memoryAddress());
        CHUNKED.release(frame);
        assertThat(chain.bytes().refCnt()).isEqualTo(1);
        CHUNKED.release(chain);
        assertThat(frame.bytes().refCnt()).isZero();
    }

    @Test
    void aGapQuotesWhatTheReaderSent() {
        Gap gap = new Gap(Gap.Reason.UNKNOWN, "\"evil\"\n\u2028", ID);

        assertThat(textOf(PLAIN, PLAIN.gap(gap)))
                .isEqualTo(
                        "id: k3fq9x2a-42\nevent: tidings.gap\n"
                                + "data: {\"reason\":\"unknown\",\"after\":\"\\\"evil\\\"\\u000a\u2028\",\"earliest\":\"k3fq9x2a-42\"}\n\n");
    }

    @Test
    void aSignOfLifeIsAnIdWhereOneIsWanted() {
        WireEncoding comments = new PlainEncoding(EventField.TYPE, false);

        assertThat(textOf(PLAIN, PLAIN.heartbeat(ID))).isEqualTo("id: k3fq9x2a-42\n\n");
        assertThat(textOf(PLAIN, PLAIN.heartbeat(null))).isEqualTo(":\n\n");
        assertThat(textOf(comments, comments.heartbeat(ID))).isEqualTo(":\n\n");
    }

    @Test
    void lastWordsAreForThoseWhoAreSentAway() {
        Frames expired = PLAIN.closed(CloseReason.EXPIRED);

        assertThat(expired).isNotNull();
        assertThat(textOf(PLAIN, expired)).isEqualTo("event: tidings.closed\ndata: {\"reason\":\"expired\"}\n\n");
        assertThat(PLAIN.closed(CloseReason.SHUTDOWN)).isNull();
        assertThat(PLAIN.closed(CloseReason.STALLED)).isNull();
    }

    @Test
    void theTopicIsTheTypeWhereTheEndpointSaysSo() {
        WireEncoding topics = new PlainEncoding(EventField.TOPIC, true);

        assertThat(textOf(topics, topics.frame(event("one")))).isEqualTo("id: k3fq9x2a-42\nevent: a\ndata: one\n\n");
    }
}
