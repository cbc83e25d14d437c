package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    private static List<String> cut(String... reads) {
        Lines lines = new Lines();
        List<String> cut = new ArrayList<>();
        for (String read : reads) {
            byte[] bytes = read.getBytes(US_ASCII);
            int at = 0;
            while (at < bytes.length && lines.cut(bytes, at, bytes.length)) {
                cut.add(lines.text());
                at = lines.next;
            }
        }
        return cut;
    }

    @Test
    void findsTheSameHoweverTheBytesAreCut() {
        String text = "a\n\nbc\r\n\r\n" + "x".repeat(31) + "\ny\rz\n12345678\n1234567\nrest";

        for (int cut = 0; cut <= text.length(); cut++) {
            assertThat(cut(text.substring(0, cut), text.substring(cut)))
                    .as("cut at %d", cut)
                    .containsExactly("a", "", "bc", "", "x".repeat(31), "y\rz", "12345678", "1234567");
        }
    }

    @Test
    void ofALongLineThatIsCutItsBeginningIsKept() {
        assertThat(cut("ab" + "x".repeat(1_000), "y".repeat(1_000) + "\nnext\n"))
                .containsExactly("ab" + "x".repeat(Lines.KEPT_BYTES - 2), "next");
    }

    @Test
    void bytesThatLookLikeALineFeedInAWordAreNone() {
        // 0x8a, 0x0b and 0x09 differ from LF in one bit, or by one.
        byte[] bytes = {0x0b, (byte) 0x8a, 0x09, 0x0b, 0x0b, 0x00, 0x1a, 0x0a, 0x0b};
        Lines lines = new Lines();

        assertThat(lines.cut(bytes, 0, bytes.length)).isTrue();
        assertThat(lines.to).isEqualTo(7);
    }
}
