package dev.tidings.sse;

import static dev.tidings.sse.Recorder.ORIGIN;
import static dev.tidings.sse.Recorder.decode;
import static dev.tidings.sse.Recorder.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.sse.Recorder.LastId;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DispatchTest {
    private final Recorder recorder = new Recorder();

    @Test
    void blankLineWithoutDataDispatchesNothing() {
        assertThat(decode("\n\n\r\n\revent: a\n\n")).isEmpty();
    }

    @Test
    void blankLineCommitsTheIdEvenWithoutData() {
        EventDecoder decoder = recorder.decoder();
        feed(decoder, "id: 1\n");
        assertThat(decoder.lastEventId()).isEmpty();

        feed(decoder, "\n");
        assertThat(decoder.lastEventId()).isEqualTo("1");
        assertThat(recorder.drain()).containsExactly(new LastId("1"));

        feed(decoder, "data: a\n\n");
        assertThat(recorder.drain()).containsExactly(message("message", "a", "1"));
    }

    @Test
    void dataLinesAreJoinedAndOneTrailingLineFeedIsRemoved() {
        assertThat(decode("data: a\ndata: b\n\ndata: c\ndata:\n\n")).containsExactly(message("a\nb"), message("c\n"));
    }

    @Test
    void dataAloneIsTheEmptyText() {
        assertThat(decode("data:\n\ndata\n\n")).containsExactly(message(""), message(""));
    }

    @Test
    void dataTwiceIsOneLineFeed() {
        assertThat(decode("data\ndata\n\ndata:\ndata:\ndata:\n\n")).containsExactly(message("\n"), message("\n\n"));
    }

    @Test
    void standardsStockExampleIsOneMessage() {
        assertThat(decode("data: YHOO\ndata: +2\ndata: 10\n\n")).containsExactly(message("YHOO\n+2\n10"));
    }

    @Test
    void idPersistsOverReconnects() {
        EventDecoder first = recorder.decoder();
        feed(first, "id: 1\ndata: a\n\n");
        EventDecoder second = new EventDecoder(ORIGIN, first.lastEventId(), 100, recorder);
        feed(second, "data: b\n\n");

        assertThat(recorder.drain())
                .containsExactly(new LastId("1"), message("message", "a", "1"), message("message", "b", "1"));
    }

    @Test
    void incompleteEventAtTheEndIsThrownAwayAndItsIdToo() {
        EventDecoder decoder = recorder.decoder();
        feed(decoder, "id: 1\ndata: a\n\nid: 2\ndata: b\n");
        assertThat(decoder.lastEventId()).isEqualTo("1");

        assertThat(recorder.drain()).containsExactly(new LastId("1"), message("message", "a", "1"));
        assertThat(decode("data: a\n")).isEmpty();
        assertThat(decode("data: a\n\ndata: b")).containsExactly(message("a"));
    }

    @Test
    void readOnlyAndDirectBuffersAreReadFromTheirPositionToTheirLimit() {
        byte[] wire = "xxdata: a\n\nxx".getBytes(UTF_8);
        ByteBuffer readOnly = ByteBuffer.wrap(wire, 2, wire.length - 4).asReadOnlyBuffer();
        ByteBuffer direct = ByteBuffer.allocateDirect(100).put(wire);
        direct.flip().position(2).limit(wire.length - 2);

        EventDecoder decoder = recorder.decoder();
        decoder.decode(readOnly);
        decoder.decode(direct);

        assertThat(readOnly.hasRemaining()).isFalse();
        assertThat(recorder.drain()).containsExactly(message("a"), message("a"));
    }

    private static void feed(EventDecoder decoder, String wire) {
        decoder.decode(ByteBuffer.wrap(wire.getBytes(UTF_8)));
    }
}
