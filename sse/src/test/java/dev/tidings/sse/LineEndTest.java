package dev.tidings.sse;

import static dev.tidings.sse.Recorder.decode;
import static dev.tidings.sse.Recorder.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineEndTest {
    private final Recorder recorder = new Recorder();
    private final EventDecoder decoder = recorder.decoder();

    @Test
    void lineFeedsCarriageReturnsAndPairsMix() {
        assertThat(decode("data: a\ndata: b\rdata: c\r\ndata: d\n\rdata: e\r\rdata: f\r\n\r\ndata: g\r\n\n"))
                .containsExactly(message("a\nb\nc\nd"), message("e"), message("f"), message("g"));
    }

    @Test
    void carriageReturnAtTheEndOfAChunkEndsTheLineNow() {
        feed("data: a\r\r");

        assertThat(recorder.drain()).containsExactly(message("a"));
    }

    @Test
    void lineFeedInTheNextChunkBelongsToTheCarriageReturn() {
        feed("data: a\r");
        feed("\ndata: b\r\n");
        assertThat(recorder.drain()).isEmpty();

        feed("\r");
        assertThat(recorder.drain()).containsExactly(message("a\nb"));

        feed("");
        feed("\n");
        feed("data: c\n\n");
        assertThat(recorder.drain()).containsExactly(message("c"));
    }

    @Test
    void onlyTheFirstLineFeedBelongsToTheCarriageReturn() {
        feed("data: a\r");
        feed("\n");
        feed("\n");

        assertThat(recorder.drain()).containsExactly(message("a"));
    }

    @Test
    void lineFeedBehindTextDoesNotBelongToAnEarlierCarriageReturn() {
        assertThat(decode("data: a\rdata: b\ndata: c\n\n")).containsExactly(message("a\nb\nc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u000B", "\f", "\u0085", "\u2028", "\u2029", "\u001E"})
    void nothingElseEndsALine(String character) {
        assertThat(decode("data: a" + character + "data: b\n\n")).containsExactly(message("a" + character + "data: b"));
    }

    @Test
    void hugeChunkIsTheSameAsManySmallOnes() {
        feed("\uFEFF" + "data: ä\r\n\r\n".repeat(20_000));

        assertThat(recorder.drain()).hasSize(20_000).containsOnly(message("ä"));
    }

    private void feed(String wire) {
        decoder.decode(ByteBuffer.wrap(wire.getBytes(UTF_8)));
    }
}
