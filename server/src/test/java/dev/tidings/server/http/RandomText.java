package dev.tidings.server.http;

import java.util.Random;

/** Texts that hold what is awkward: separators, quotes, controls, characters of 1-4 bytes; never half a character. */
public final class RandomText {

    private static final int[] AWKWARD = {
        0, 1, '\b', '\t', '\n', '\r', 0x1f, ' ', '"', '\\', '/', '%', '&', '+', '=', '{', '}', '[', ']', ',', ':', 0x7f,
        0x80, 0xe9, 0x7ff, 0x800, 0x2028, 0xd7ff, 0xe000, 0xfeff, 0xffff, 0x10000, 0x1f600, 0x10ffff
    };

    private RandomText() {}

    public static String next(Random random, int maxCharacters) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxCharacters + 1); i > 0; i--) {
            text.appendCodePoint(
                    random.nextBoolean() ? 'a' + random.nextInt(26) : AWKWARD[random.nextInt(AWKWARD.length)]);
        }
        return text.toString();
    }
}
