package dev.tidings.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecoderFuzzTest {
    private static final int STREAMS = 100_000;

    /** Each is as likely as the others. Whole lines, so that something happens; parts, so that something odd happens. */
    private static final byte[][] PIECES = pieces(
            List.of(
                    "data: a\n",
                    "data:\n",
                    "data\r\n",
                    "data: \uFEFFb\r",
                    "id: 1\n",
                    "id: 2\r\n",
                    "id\n",
                    "id: \0\n",
                    "event: e\n",
                    "event\r",
                    "retry: 15\n",
                    "retry: 99999999999999999999\n",
                    ":c\n",
                    "\n\n",
                    "\r\n\r\n",
                    "\r\r",
                    "\n",
                    "\r",
                    "\r\n",
                    ":",
                    " ",
                    "data",
                    "data:",
                    "id:",
                    "event",
                    "retry:",
                    "7",
                    "\0",
                    "\u000B",
                    "\f",
                    "\u0085",
                    "\u2028",
                    "\uFEFF",
                    "\uFEFF\uFEFF",
                    "ä",
                    "€",
                    "😀",
                    "x"),
            List.of(
                    "\u00EF",
                    "\u00EF\u00BB",
                    "\u00BF",
                    "\u0080",
                    "\u00C0\u0080",
                    "\u00C3",
                    "\u00E0\u0080\u0080",
                    "\u00E2\u0082",
                    "\u00ED\u00A0\u0080",
                    "\u00ED",
                    "\u00F0\u009F\u0098",
                    "\u00F0\u009F",
                    "\u00F0\u0080",
                    "\u00F4\u0090\u0080\u0080",
                    "\u00F5",
                    "\u00FF"));

    private final Random random = RandomSeed.random("DecoderFuzzTest");

    @Test
    void anyBytesInAnyChunksMeanWhatTheStandardSays() {
        for (int run = 0; run < STREAMS; run++) {
            byte[] stream = stream();
            Recorder recorder = new Recorder();
            EventDecoder decoder = recorder.decoder();
            StringBuilder cuts = new StringBuilder();
            for (int from = 0; from < stream.length; ) {
                int to = Math.min(stream.length, from + random.nextInt(1 + random.nextInt(40)));
                decoder.decode(chunk(stream, from, to));
                cuts.append(' ').append(to);
                from = to;
            }
            assertThat(recorder.drain())
                    .as(() -> "stream " + HexFormat.of().formatHex(stream) + ", cut at" + cuts)
                    .isEqualTo(StandardOracle.interpret(stream));
        }
    }

    private byte[] stream() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int pieces = random.nextInt(30); pieces > 0; pieces--) {
            if (random.nextInt(20) == 0) stream.write(random.nextInt(256));
            else stream.writeBytes(PIECES[random.nextInt(PIECES.length)]);
        }
        return stream.toByteArray();
    }

    private ByteBuffer chunk(byte[] stream, int from, int to) {
        byte[] bytes = Arrays.copyOfRange(stream, from, to);
        return switch (random.nextInt(3)) {
            case 0 -> ByteBuffer.wrap(stream, from, to - from);
            case 1 -> ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            default -> ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        };
    }

    private static byte[][] pieces(List<String> texts, List<String> octets) {
        byte[][] pieces = new byte[texts.size() + octets.size()][];
        int at = 0;
        for (String text : texts) pieces[at++] = text.getBytes(UTF_8);
        for (String octet : octets) pieces[at++] = octet.getBytes(ISO_8859_1);
        return pieces;
    }
}
