package dev.tidings.sse;

import static dev.tidings.sse.Recorder.decode;
import static dev.tidings.sse.Recorder.message;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextDecodingTest {
    @Test
    void oneLeadingByteOrderMarkIsRemoved() {
        assertThat(decode("\uFEFFdata: a\n\n")).containsExactly(message("a"));
    }

    @Test
    void secondByteOrderMarkIsPartOfTheFirstLine() {
        assertThat(decode("\uFEFF\uFEFFdata: a\n\ndata: b\n\n")).containsExactly(message("b"));
    }

    @Test
    void byteOrderMarkInsideTheStreamIsData() {
        assertThat(decode("data: \uFEFFa\n\n\uFEFFdata: b\n\n")).containsExactly(message("\uFEFFa"));
    }

    @Test
    void halfByteOrderMarkIsMalformedText() {
        assertThat(decode(bytes("\u00EF\u00BBdata: a\n\ndata: b\n\n"))).containsExactly(message("b"));
        assertThat(decode(bytes("\u00EF\n\u00BB\ndata: b\n\n"))).containsExactly(message("b"));
    }

    @Test
    void charactersOfEveryLengthSurviveAnyCut() {
        assertThat(decode("event: größe\nid: 语\ndata: a ä € 😀\n\n"))
                .containsExactly(new Recorder.LastId("语"), message("größe", "a ä € 😀", "语"));
    }

    /** The number of U+FFFD is the Encoding standard's: one for each maximal part of a character, else one a byte. */
    @ParameterizedTest
    @CsvSource({
        "80, 1",
        "C3, 1",
        "C0 80, 2",
        "E2 82, 1",
        "E0 80 80, 3",
        "ED A0 80, 3",
        "ED BF BF ED A0 80, 6",
        "F0 9F 98, 1",
        "F0 80 80 80, 4",
        "F4 90 80 80, 4",
        "F5, 1",
        "FE FF, 2"
    })
    void malformedBytesBecomeReplacementCharacters(String hex, int count) {
        String malformed = new String(HexFormat.ofDelimiter(" ").parseHex(hex), ISO_8859_1);
        String replaced = "\uFFFD".repeat(count);
        assertThat(decode(bytes("data: " + malformed + "\n\n"))).containsExactly(message(replaced));
        assertThat(decode(bytes("data: <" + malformed + ">\n\n"))).containsExactly(message("<" + replaced + ">"));
    }

    @Test
    void malformedBytesDoNotSwallowTheLineEndBehindThem() {
        assertThat(decode(bytes("data: \u00E2\u0082\ndata: \u00F0\n\n"))).containsExactly(message("\uFFFD\n\uFFFD"));
    }

    @Test
    void nulIsLegalInDataAndComments() {
        assertThat(decode("data: a\0b\n:c\0d\n\n")).containsExactly(new Recorder.Comment("c\0d"), message("a\0b"));
    }

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(ISO_8859_1);
    }
}
