package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.RandomText;
import dev.tidings.server.http.StrictUtf8;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventJsonFuzzTest {

    private static final String SEED_TEXT =
            "[{\"topic\":\"filter.verified\",\"attributes\":{\"email\":[\"ann@example.com\",7,true]},"
                    + "\"type\":\"t\",\"idempotencyKey\":\"k-1\",\"data\":{\"a\":[1.5e3,\"\\ud83d\\ude00\\n\",null],\"ä\ud83d\ude00\":{}}},{\"data\":\"x\\u0041\",\"topic\":\"b\"}]";
    private static final String[] SCRAPS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "\\ud800",
        "\\udc00",
        "0",
        "-",
        "1e9",
        ".",
        "null",
        "true",
        " ",
        "\n",
        "\r",
        "\"topic\":",
        "\"data\":",
        "\"attributes\":",
        "\"type\":",
        "\"idempotencyKey\":",
        "\"a\"",
        "\ufeff",
        "\u0000",
        "\u2028",
        "\ud83d\ude00",
        "/*",
        "'",
        "#"
    };

    private final EventJson json = new EventJson(EventLimits.DEFAULT);
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void randomBytesEndInAProblemOrAnEvent() {
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            feed(bytes);
        }
    }

    @Test
    void damagedEventsEndInAProblemOrAnEvent() {
        int taken = 0;
        for (int round = 0; round < 40_000; round++) {
            byte[] bytes = SEED_TEXT.getBytes(UTF_8);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : '!' + random.nextInt(94));
            }
            taken += feed(bytes) ? 1 : 0;
        }
        assertThat(taken).as("seed %d: taken all the same, of 40 000", seed).isBetween(400, 39_600);
    }

    @Test
    void scrapsOfJsonEndInAProblemOrAnEvent() {
        for (int round = 0; round < 40_000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"topic\":\"a\",\"data\":" : "");
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(SCRAPS[random.nextInt(SCRAPS.length)]);
            }
            feed(text.toString().getBytes(UTF_8));
        }
    }

    @Test
    void everyPrefixOfAnEventIsRefused() {
        byte[] bytes = SEED_TEXT.getBytes(UTF_8);
        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = java.util.Arrays.copyOf(bytes, length);
            assertThat(feed(prefix)).as("%d bytes", length).isFalse();
        }
        assertThat(feed(bytes)).isTrue();
    }

    /** Compact data says what was written: an independent parser reads the same from both, and nothing but space is gone. */
    @Test
    void compactDataSaysWhatWasWritten() {
        JsonMapper mapper = JsonMapper.builder().build();
        for (int round = 0; round < 20_000; round++) {
            StringBuilder written = new StringBuilder();
            value(written, 0);
            JsonNode expected = mapper.readTree(written.toString());
            if (expected.isString()) {
                continue;
            }
            byte[] body = ("{\"topic\":\"a\",\"data\":" + written + "}").getBytes(UTF_8);
            String data = one(body).data();
            assertThat(mapper.readTree(data)).as("seed %d: %s", seed, written).isEqualTo(expected);
            byte[] again = ("{\"data\":" + data + ",\"topic\":\"a\"}").getBytes(UTF_8);
            assertThat(one(again).data()).as("seed %d", seed).isEqualTo(data);
        }
    }

    private void value(StringBuilder out, int depth) {
        space(out);
        switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> out.append(List.of("true", "false", "null").get(random.nextInt(3)));
            case 1 -> out.append(random.nextLong());
            case 2 -> out.append(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 3 -> text(out);
            case 4 -> {
                out.append('[');
                for (int i = random.nextInt(4); i > 0; i--) {
                    value(out, depth + 1);
                    out.append(i > 1 ? "," : "");
                }
                space(out);
                out.append(']');
            }
            default -> {
                out.append('{');
                for (int i = random.nextInt(4); i > 0; i--) {
                    space(out);
                    out.append('"').append(i).append("\\u0041 \"");
                    space(out);
                    out.append(':');
                    value(out, depth + 1);
                    out.append(i > 1 ? "," : "");
                }
                space(out);
                out.append('}');
            }
        }
        space(out);
    }

    private void text(StringBuilder out) {
        out.append('"');
        for (char c : RandomText.next(random, 6).toCharArray()) {
            if (c < 0x20 || c == '"' || c == '\\' || (random.nextInt(4) == 0 && !Character.isSurrogate(c))) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append(random.nextBoolean() ? "\\\\\"" : "\\ud83d\\ude00\"");
    }

    private void space(StringBuilder out) {
        for (int i = random.nextInt(3); i > 0; i--) {
            out.append(" \t\r\n".charAt(random.nextInt(4)));
        }
    }

    private Event one(byte[] utf8) {
        return json.parse(utf8, utf8.length, Publisher.UNKNOWN, null).events().get(0);
    }

    /** Whether it was taken; only a {@link ProblemException} may say no. */
    private boolean feed(byte[] bytes) {
        try {
            for (Event event :
                    json.parse(bytes, bytes.length, Publisher.UNKNOWN, null).events()) {
                assertThat(StrictUtf8.indexOfMalformed(event.dataUtf8(), 0, event.dataUtf8().length))
                        .isEqualTo(-1);
            }
            return true;
        } catch (ProblemException refused) {
            assertThat(refused.problem().toJson()).isNotEmpty();
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
        }
    }
}
