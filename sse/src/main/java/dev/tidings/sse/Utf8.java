package dev.tidings.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Bytes to text as the Encoding standard's UTF-8 decoder does it: what is malformed becomes U+FFFD. */
final class Utf8 {
    private Utf8() {}

    static String text(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : malformed(bytes, from, to);
    }

    /**
     * Java and the standard agree on everything malformed but surrogates, {@code ED A0 80} to {@code ED BF BF}: one U+FFFD
     * in Java, three in the standard, for which no character begins with ED and a byte above 9F. As ED is never inside a
     * character, cutting behind such an ED makes Java agree.
     */
    private static String malformed(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        int begin = from;
        for (int at = from; at < to; at++) {
            boolean last = at == to - 1;
            if (last || ((bytes[at] & 0xFF) == 0xED && (bytes[at + 1] & 0xFF) > 0x9F)) {
                text.append(new String(bytes, begin, at + 1 - begin, UTF_8));
                begin = at + 1;
            }
        }
        return text.toString();
    }
}
