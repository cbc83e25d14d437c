package dev.tidings.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseEncoderTest {
    @Test
    void messageHasAnIdATypeAndData() {
        assertThat(message("k3-42", "greeting", "{}")).isEqualTo("id: k3-42\nevent: greeting\ndata: {}\n\n");
    }

    @Test
    void idAndTypeAreWrittenOnlyIfGiven() {
        assertThat(message(null, null, "a")).isEqualTo("data: a\n\n");
        assertThat(message("1", null, "a")).isEqualTo("id: 1\ndata: a\n\n");
        assertThat(message(null, "b", "a")).isEqualTo("event: b\ndata: a\n\n");
        assertThat(message("", "", "a")).isEqualTo("id: \nevent: \ndata: a\n\n");
    }

    @Test
    void textOutsideAsciiIsUtf8() {
        assertThat(message("语", "größe😀", "€")).isEqualTo("id: 语\nevent: größe😀\ndata: €\n\n");
    }

    @Test
    void everyLineOfDataIsALine() {
        assertThat(message(null, null, "a\nb\rc\r\nd\n\re"))
                .isEqualTo("data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: e\n\n");
    }

    @Test
    void emptyDataIsOneEmptyLine() {
        assertThat(message(null, null, "")).isEqualTo("data: \n\n");
    }

    @Test
    void trailingEmptyLinesSurvive() {
        assertThat(message(null, null, "a\n")).isEqualTo("data: a\ndata: \n\n");
        assertThat(message(null, null, "a\r\n\r\n")).isEqualTo("data: a\ndata: \ndata: \n\n");
        assertThat(Recorder.decode(message(null, null, "a\n\n"))).containsExactly(Recorder.message("a\n\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\n", "\r", "\r\n", "\n\r", "a\r\nb\n", "\r\r\n\n", "😀\0"})
    void dataFieldsBytesIsWhatTheDataTakesInABlock(String data) {
        assertThat(SseEncoder.dataFieldsBytes(data.getBytes(UTF_8)))
                .isEqualTo(SseEncoder.message(null, null, data.getBytes(UTF_8)).length - 1);
    }

    @Test
    void blocksWithoutDataEndWithABlankLine() {
        assertThat(SseEncoder.id("k3-42")).asString(UTF_8).isEqualTo("id: k3-42\n\n");
        assertThat(SseEncoder.retry(Duration.ofMillis(2134))).asString(UTF_8).isEqualTo("retry: 2134\n\n");
        assertThat(SseEncoder.opening("k3-41", Duration.ZERO)).asString(UTF_8).isEqualTo("id: k3-41\nretry: 0\n\n");
        assertThat(SseEncoder.comment("")).asString(UTF_8).isEqualTo(":\n\n");
        assertThat(SseEncoder.comment(" ä")).asString(UTF_8).isEqualTo(": ä\n\n");
    }

    @Test
    void negativeReconnectionTimeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseEncoder.retry(Duration.ofNanos(-1)))
                .withMessage("reconnectionTime: PT-0.000000001S (expected: >= PT0S)");
    }

    private static String message(String id, String type, String data) {
        return new String(SseEncoder.message(id, type, data.getBytes(UTF_8)), UTF_8);
    }
}
