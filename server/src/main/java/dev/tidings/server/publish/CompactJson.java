package dev.tidings.server.publish;

import java.util.Arrays;

/**
 * JSON without the white space between its tokens, and otherwise as it was written: numbers keep their digits, texts their
 * escapes, objects their order.
 */
final class CompactJson {

    private CompactJson() {}

    /** An escape that stands for half a character was found. */
    static final class UnpairedSurrogateException extends Exception {

        private static final long serialVersionUID = 1;

        private final int at;

        UnpairedSurrogateException(int at) {
            super("unpaired surrogate at byte " + at, null, false, false);
            this.at = at;
        }

        /** The index of the escape's backslash. */
        int at() {
            return at;
        }
    }

    /** @param json holds one well-formed value between the two indices */
    static byte[] of(byte[] json, int from, int to) throws UnpairedSurrogateException {
        byte[] compact = new byte[to - from];
        int length = 0;
        boolean inText = false;
        for (int i = from; i < to; i++) {
            byte b = json[i];
            if (b == '"') {
                inText = !inText;
            } else if (inText && b == '\\') {
                int end = endOfEscape(json, i);
                System.arraycopy(json, i, compact, length, end - i);
                length += end - i;
                i = end - 1;
                continue;
            } else if (!inText && b <= ' ' && b >= 0) {
                continue;
            }
            compact[length++] = b;
        }
        return length == compact.length ? compact : Arrays.copyOf(compact, length);
    }

    private static int endOfEscape(byte[] json, int at) throws UnpairedSurrogateException {
        if (json[at + 1] != 'u') {
            return at + 2;
        }
        char unit = unit(json, at);
        if (!Character.isSurrogate(unit)) {
            return at + 6;
        }
        boolean paired = Character.isHighSurrogate(unit)
                && json[at + 6] == '\\'
                && json[at + 7] == 'u'
                && Character.isLowSurrogate(unit(json, at + 6));
        if (!paired) {
            throw new UnpairedSurrogateException(at);
        }
        return at + 12;
    }

    private static char unit(byte[] json, int at) {
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            unit = unit << 4 | Character.digit(json[i], 16);
        }
        return (char) unit;
    }
}
