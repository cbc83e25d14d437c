package dev.tidings.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes blocks of a {@code text/event-stream} (HTML standard, 9.2.5). Every block ends with its blank line, so blocks can
 * be joined in any order.
 *
 * <p>Nothing that a caller passes can forge a field: line ends in data make further {@code data} lines, and texts that
 * must fit in one line are refused if they do not. One space follows each colon, so that a value which begins with a
 * space keeps it. Stateless; any thread.
 */
public final class SseEncoder {
    /*
     * A block is built in two passes: one counts, one writes into an array of exactly that size.
     *
     *    id: k3fq9x2a-42\n        if there is one
     *    event: greeting\n        if there is one
     *    data: first line\n       one for each line of the data; a line end at the very end
     *    data: \n                 is followed by an empty line, which is what makes it survive
     *    \n
     */

    private static final byte[] ID = "id: ".getBytes(US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(US_ASCII);
    private static final byte[] RETRY = "retry: ".getBytes(US_ASCII);
    private static final byte[] COMMENT = ":".getBytes(US_ASCII);

    private SseEncoder() {}

    /**
     * A message. Decoding it gives back the same text, with each CRLF and CR as LF.
     *
     * @param id one line, or null for none
     * @param type one line, or null for none, which receivers take as {@link SseMessage#DEFAULT_TYPE}
     * @param data UTF-8 text of any number of lines; U+0000 is legal. Not checked: receivers replace what is malformed
     * @throws IllegalArgumentException if {@code id} or {@code type} is not {@linkplain #requireOneLine one line}
     * @throws ArithmeticException if the block would exceed 2 GiB
     */
    public static byte[] message(@Nullable String id, @Nullable String type, byte[] data) {
        long bytes = fieldBytes(ID, "id", id) + fieldBytes(EVENT, "type", type) + dataFieldsBytes(data) + 1;
        byte[] block = new byte[Math.toIntExact(bytes)];
        int at = putField(block, 0, ID, id);
        at = putField(block, at, EVENT, type);
        at = putData(block, at, data);
        block[at] = '\n';
        return block;
    }

    /** An id alone, which moves the receiver's last event id without a message: {@code id: k3fq9x2a-42}. */
    public static byte[] id(String id) {
        return block(requireNonNull(id, "id"), null);
    }

    /**
     * The reconnection time alone: {@code retry: 2000}.
     *
     * @param reconnectionTime at least 0; sent in whole milliseconds, rounded down
     */
    public static byte[] retry(Duration reconnectionTime) {
        return block(null, requireNonNull(reconnectionTime, "reconnectionTime"));
    }

    /**
     * The first block of a stream: where the receiver stands, and how long it shall wait before it comes back.
     *
     * @param id one line
     * @param reconnectionTime at least 0; sent in whole milliseconds, rounded down
     */
    public static byte[] opening(String id, Duration reconnectionTime) {
        return block(requireNonNull(id, "id"), requireNonNull(reconnectionTime, "reconnectionTime"));
    }

    /**
     * A comment, which receivers ignore and which keeps a connection alive.
     *
     * @param text one line, may be empty
     */
    public static byte[] comment(String text) {
        byte[] block = new byte[Math.toIntExact(fieldBytes(COMMENT, "comment", requireNonNull(text, "text")) + 1)];
        int at = putField(block, 0, COMMENT, text);
        block[at] = '\n';
        return block;
    }

    /**
     * The number of bytes that data takes in a block: its lines, with {@code "data: "} before and LF behind each. At most
     * seven times the data and 7 bytes.
     */
    public static long dataFieldsBytes(byte[] data) {
        long lines = 1;
        int lineEndBytes = 0;
        for (int at = 0; at < data.length; at++) {
            byte b = data[at];
            if (b == '\n' || b == '\r') {
                lines++;
                lineEndBytes++;
                if (b == '\r' && at + 1 < data.length && data[at + 1] == '\n') {
                    lineEndBytes++;
                    at++;
                }
            }
        }
        return data.length - lineEndBytes + lines * (DATA.length + 1);
    }

    /**
     * Checks what an id or a type must be: without CR, LF, NUL, and unpaired surrogates, which UTF-8 cannot express.
     *
     * @param name what the exception calls the text
     * @return {@code text}
     * @throws IllegalArgumentException if it is something else
     */
    public static String requireOneLine(String name, String text) {
        utf8Bytes(name, text);
        return text;
    }

    private static byte[] block(@Nullable String id, @Nullable Duration reconnectionTime) {
        String retry = reconnectionTime == null ? null : millis(reconnectionTime);
        long bytes = fieldBytes(ID, "id", id) + fieldBytes(RETRY, "retry", retry) + 1;
        byte[] block = new byte[Math.toIntExact(bytes)];
        int at = putField(block, 0, ID, id);
        at = putField(block, at, RETRY, retry);
        block[at] = '\n';
        return block;
    }

    private static String millis(Duration reconnectionTime) {
        if (reconnectionTime.isNegative()) {
            throw new IllegalArgumentException("reconnectionTime: " + reconnectionTime + " (expected: >= PT0S)");
        }
        return Long.toString(reconnectionTime.toMillis());
    }

    private static long fieldBytes(byte[] prefix, String name, @Nullable String value) {
        return value == null ? 0 : prefix.length + utf8Bytes(name, value) + 1;
    }

    private static long utf8Bytes(String name, String text) {
        long bytes = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\r' || c == '\n' || c == 0) throw notOneLine(name, text, at);
            if (c < 0x80) bytes += 1;
            else if (c < 0x800) bytes += 2;
            else if (!Character.isSurrogate(c)) bytes += 3;
            else if (Character.isSupplementaryCodePoint(text.codePointAt(at))) {
                bytes += 4;
                at++;
            } else throw notOneLine(name, text, at);
        }
        return bytes;
    }

    private static IllegalArgumentException notOneLine(String name, String text, int at) {
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "%s: U+%04X at index %d (expected: no CR, LF, NUL or unpaired surrogate)",
                name,
                (int) text.charAt(at),
                at));
    }

    private static int putField(byte[] block, int at, byte[] prefix, @Nullable String value) {
        if (value == null) return at;
        int end = putText(block, put(block, at, prefix, 0, prefix.length), value);
        block[end] = '\n';
        return end + 1;
    }

    private static int putText(byte[] block, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                byte[] utf8 = text.getBytes(UTF_8);
                return put(block, at, utf8, 0, utf8.length);
            }
            block[at + i] = (byte) c;
        }
        return at + text.length();
    }

    private static int putData(byte[] block, int at, byte[] data) {
        int end = at;
        int line = 0;
        for (int i = 0; i < data.length; i++) {
            byte b = data[i];
            if (b != '\n' && b != '\r') continue;
            end = putDataLine(block, end, data, line, i);
            if (b == '\r' && i + 1 < data.length && data[i + 1] == '\n') i++;
            line = i + 1;
        }
        return putDataLine(block, end, data, line, data.length);
    }

    private static int putDataLine(byte[] block, int at, byte[] data, int from, int to) {
        int end = put(block, put(block, at, DATA, 0, DATA.length), data, from, to);
        block[end] = '\n';
        return end + 1;
    }

    private static int put(byte[] block, int at, byte[] bytes, int from, int to) {
        System.arraycopy(bytes, from, block, at, to - from);
        return at + to - from;
    }
}
