package dev.tidings.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.sse.Recorder.LastId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a publisher sends becomes a field, a message or a comment of its own. */
class ForgeryTest {
    private static final byte[] NO_DATA = {};

    @ParameterizedTest
    @ValueSource(
            strings = {"\r", "\n", "\0", "1\ndata: x", "1\r\n\r\ndata: x", "größe\n", "\uD83D", "\uDE00", "\uDE00\uD83D"
            })
    void idsTypesAndCommentsOfMoreThanOneLineAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SseEncoder.message(text, null, NO_DATA));
        assertThatIllegalArgumentException().isThrownBy(() -> SseEncoder.message(null, text, NO_DATA));
        assertThatIllegalArgumentException().isThrownBy(() -> SseEncoder.id(text));
        assertThatIllegalArgumentException().isThrownBy(() -> SseEncoder.opening(text, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> SseEncoder.comment(text));
        assertThatIllegalArgumentException().isThrownBy(() -> SseEncoder.requireOneLine("type", text));
    }

    @Test
    void refusalNamesTheTextAndThePlaceButDoesNotRepeatIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseEncoder.message("1", "größe\nx", NO_DATA))
                .withMessage("type: U+000A at index 5 (expected: no CR, LF, NUL or unpaired surrogate)");
    }

    @Test
    void oneLineIsHandedBack() {
        assertThat(SseEncoder.requireOneLine("type", "größe: 😀")).isEqualTo("größe: 😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n", "\n\r", "\r\n\n\r"})
    void lineEndsInDataNeverEndTheMessage(String lineEnd) {
        String forged = "id: 9\nevent: admin\nretry: 1\n:comment\ndata: x\n\n".replace("\n", lineEnd);
        byte[] wire = SseEncoder.message("1", "chat", forged.getBytes(UTF_8));

        String asSent = forged.replace("\r\n", "\n").replace('\r', '\n');
        assertThat(Recorder.decode(wire)).containsExactly(new LastId("1"), Recorder.message("chat", asSent, "1"));
    }

    @Test
    void colonsAndSpacesInIdsAndTypesStayWhereTheyAre() {
        byte[] wire = SseEncoder.message(" data: x", ":  y ", NO_DATA);

        assertThat(Recorder.decode(wire))
                .containsExactly(new LastId(" data: x"), Recorder.message(":  y ", "", " data: x"));
    }
}
