package dev.tidings.sse;

import static dev.tidings.sse.Recorder.ORIGIN;
import static dev.tidings.sse.Recorder.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventSizeTest {
    private static final int MAX_EVENT_BYTES = 10;

    private final Recorder recorder = new Recorder();
    private final EventDecoder decoder = new EventDecoder(ORIGIN, "", MAX_EVENT_BYTES, recorder);

    @ParameterizedTest
    @ValueSource(strings = {"data: 0123456789\n\n", "data:0123456789\n\n", "data: 01234\ndata: 6789\n\n"})
    void dataOfTheMaximumSizePasses(String wire) {
        feed(wire);
        feed(wire);

        assertThat(recorder.drain()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: 0123456789x\n",
                "data:0123456789x\n",
                "data: 01234\ndata: 56789\n",
                "data: ääääää\n",
                "data: 0123456789x",
                ":123456789abcdefg",
                ":123456789abcdefg\n\n",
                "id: 123456789abcdef"
            })
    void anythingLargerIsRefusedAfterWhatCameBefore(String wire) {
        assertThatExceptionOfType(EventTooLargeException.class)
                .isThrownBy(() -> feed("data: a\n\n" + wire))
                .withMessageContaining("(expected: <= 1");
        assertThat(recorder.drain()).containsExactly(message("a"));
    }

    @Test
    void anythingLargerIsRefusedInEveryChunking() {
        String wire = "data: 0123456789x\n";
        for (int cut = 0; cut <= wire.length(); cut++) {
            String head = wire.substring(0, cut);
            String rest = wire.substring(cut);
            EventDecoder cutDecoder = new EventDecoder(ORIGIN, "", MAX_EVENT_BYTES, recorder);
            assertThatExceptionOfType(EventTooLargeException.class).isThrownBy(() -> {
                cutDecoder.decode(ByteBuffer.wrap(head.getBytes(UTF_8)));
                cutDecoder.decode(ByteBuffer.wrap(rest.getBytes(UTF_8)));
            });
        }
    }

    @Test
    void manySmallLinesOfOtherFieldsAreNoLargeEvent() {
        feed(":\nid: 1\nevent: a\nx: y\n".repeat(1_000) + "data: b\n\n");

        assertThat(recorder.drain()).endsWith(message("a", "b", "1"));
    }

    @Test
    void largeMessagesAreFollowedBySmallOnes() {
        EventDecoder roomy = recorder.decoder();
        String large = "x".repeat(500_000);
        roomy.decode(ByteBuffer.wrap(("data: " + large + "\n\ndata: a\n\n").getBytes(UTF_8)));

        assertThat(recorder.drain()).containsExactly(message(large), message("a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, (1 << 30) + 1, Integer.MAX_VALUE})
    void boundItselfIsBounded(int maxEventBytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventDecoder(ORIGIN, "", maxEventBytes, recorder))
                .withMessage("maxEventBytes: %d (expected: 1..1073741824)", maxEventBytes);
    }

    private void feed(String wire) {
        decoder.decode(ByteBuffer.wrap(wire.getBytes(UTF_8)));
    }
}
