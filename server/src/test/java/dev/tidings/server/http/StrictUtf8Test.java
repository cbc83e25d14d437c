package dev.tidings.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrictUtf8Test {

    @Test
    void everyPairAndManyLongerSequencesAreJudgedAsTheJdkJudgesThem() {
        byte[] bytes = new byte[4];
        int[] edges = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xff};
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                for (int third : edges) {
                    for (int fourth : edges) {
                        bytes[0] = (byte) first;
                        bytes[1] = (byte) second;
                        bytes[2] = (byte) third;
                        bytes[3] = (byte) fourth;
                        check(bytes);
                    }
                }
            }
        }
    }

    @Test
    void damageIsFoundWhereverItStands() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = RandomText.next(random, 40).getBytes(UTF_8);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            check(bytes);
        }
    }

    @Test
    void onlyTheGivenRangeIsJudged() {
        byte[] bytes = {(byte) 0xff, 'a', (byte) 0xc3, (byte) 0xa4, (byte) 0xff};

        assertThat(StrictUtf8.indexOfMalformed(bytes, 1, 4)).isEqualTo(-1);
        assertThat(StrictUtf8.indexOfMalformed(bytes, 1, 3)).isEqualTo(2);
        assertThat(StrictUtf8.indexOfMalformed(bytes, 1, 5)).isEqualTo(4);
    }

    private static void check(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean malformed = UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(in, CharBuffer.allocate(bytes.length + 1), true)
                .isError();
        int expected = malformed ? in.position() : -1;
        int actual = StrictUtf8.indexOfMalformed(bytes, 0, bytes.length);
        if (actual != expected) {
            assertThat(actual)
                    .as("of %s", java.util.HexFormat.of().formatHex(bytes))
                    .isEqualTo(expected);
        }
    }
}
