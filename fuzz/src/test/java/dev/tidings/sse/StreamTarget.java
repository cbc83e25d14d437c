package dev.tidings.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The bytes of a {@code text/event-stream}: they mean what the standard says, however they are cut, and what was decoded can be
 * encoded.
 */
public final class StreamTarget {

    private static final int FEW_BYTES = 16;

    private StreamTarget() {}

    public static void fuzzerTestOneInput(byte[] stream) {
        List<Object> expected = StandardOracle.interpret(stream);
        assertThat(Recorder.decodeChunks(stream)).isEqualTo(expected);
        assertThat(decodedInPieces(stream)).isEqualTo(expected);
        assertThat(decodedInLittleRoom(stream)).isSubsetOf(expected);
        expected.forEach(StreamTarget::encodesWhatWasDecoded);
    }

    private static List<Object> decodedInPieces(byte[] stream) {
        Random random = new Random(Arrays.hashCode(stream));
        Recorder recorder = new Recorder();
        EventDecoder decoder = recorder.decoder();
        for (int from = 0; from < stream.length; ) {
            int to = Math.min(stream.length, from + random.nextInt(1 + random.nextInt(8)));
            decoder.decode(ByteBuffer.wrap(stream, from, to - from));
            from = to;
        }
        return recorder.drain();
    }

    /** What comes out before an event is too large. */
    private static List<Object> decodedInLittleRoom(byte[] stream) {
        Recorder recorder = new Recorder();
        try {
            new EventDecoder(Recorder.ORIGIN, "", FEW_BYTES, recorder).decode(ByteBuffer.wrap(stream));
        } catch (EventTooLargeException tooLarge) {
            assertThat(stream).hasSizeGreaterThan(FEW_BYTES);
        }
        return recorder.drain();
    }

    private static void encodesWhatWasDecoded(Object seen) {
        // A NUL is of no harm in a type that comes, but none is sent.
        if (seen instanceof SseMessage message && message.type().indexOf(0) < 0) {
            byte[] wire = SseEncoder.message(
                    message.lastEventId(), message.type(), message.data().getBytes(UTF_8));
            assertThat(Recorder.decodeChunks(wire)).contains(message);
        }
    }
}
