package dev.tidings.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoundTripTest {
    private static final String[] PIECES = {
        "\r",
        "\n",
        "\r\n",
        "\n\n",
        "\0",
        " ",
        "  ",
        ":",
        "\uFEFF",
        "\uFFFD",
        "😀",
        "\uDBFF\uDFFF",
        "€",
        "ä",
        "\u007F",
        "\u0080",
        "\u07FF",
        "\u0800",
        "\uFFFF",
        "\u2028",
        "\u0085",
        "\t",
        "data: ",
        "id",
        "event:",
        "retry: 1",
        "a",
        "{}"
    };

    private final Random random = RandomSeed.random("RoundTripTest");

    @Test
    void whatIsEncodedIsDecodedWithLineFeedsForLineEnds() {
        for (int run = 0; run < 20_000; run++) {
            List<Object> expected = new ArrayList<>();
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            String lastEventId = "";
            for (int messages = random.nextInt(4); messages >= 0; messages--) {
                String id = random.nextBoolean() ? null : oneLine();
                String type = random.nextBoolean() ? null : oneLine();
                String data = text();
                wire.writeBytes(SseEncoder.message(id, type, data.getBytes(UTF_8)));
                if (id != null) {
                    lastEventId = id;
                    expected.add(new Recorder.LastId(id));
                }
                String messageType = type == null || type.isEmpty() ? "message" : type;
                expected.add(Recorder.message(messageType, normalised(data), lastEventId));
            }
            assertThat(Recorder.decodeChunks(wire.toByteArray())).isEqualTo(expected);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(12); pieces > 0; pieces--) text.append(PIECES[random.nextInt(PIECES.length)]);
        return text.toString();
    }

    private String oneLine() {
        return text().replaceAll("[\r\n\0]", "");
    }

    private static String normalised(String data) {
        return data.replace("\r\n", "\n").replace('\r', '\n');
    }
}
