package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.server.http.Problem;
import dev.tidings.server.http.StrictUtf8;
import java.util.Arrays;

/** Takes the values of header fields, a character for each byte, for the texts they stand for. */
final class HeaderText {

    private HeaderText() {}

    /**
     * A quoted string (RFC 9110, 5.6.4) without its quotes and backslashes; any other value as it is.
     *
     * @throws IllegalArgumentException if a quote is not closed, or something follows it
     */
    static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' && i == value.length() - 1) {
                return text.toString();
            }
            if (c == '"') {
                break;
            }
            if (c == '\\' && i + 1 < value.length()) {
                i++;
            }
            text.append(value.charAt(i));
        }
        throw new IllegalArgumentException(Problem.quote(value) + " (expected: nothing behind the closing quote)");
    }

    /**
     * What was percent-encoded, as UTF-8 (CloudEvents 1.0.2, HTTP binding, 3.1.3.2).
     *
     * @throws IllegalArgumentException if two digits do not follow a percent sign, or the bytes are not UTF-8
     */
    static String percentDecoded(String value) {
        byte[] bytes = value.getBytes(ISO_8859_1);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '%') {
                int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
                int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException(
                            Problem.quote(value) + " (expected: two hexadecimal digits behind each '%')");
                }
                b = (byte) (high << 4 | low);
                i += 2;
            }
            bytes[length++] = b;
        }
        return utf8(Arrays.copyOf(bytes, length));
    }

    /** @throws IllegalArgumentException if the bytes are not UTF-8 */
    static String utf8(String bytes) {
        return utf8(bytes.getBytes(ISO_8859_1));
    }

    /** @throws IllegalArgumentException if the bytes are not UTF-8 */
    private static String utf8(byte[] bytes) {
        if (StrictUtf8.indexOfMalformed(bytes, 0, bytes.length) >= 0) {
            throw new IllegalArgumentException(
                    Problem.quote(new String(bytes, ISO_8859_1)) + " (expected: text in UTF-8)");
        }
        return new String(bytes, UTF_8);
    }
}
