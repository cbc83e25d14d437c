package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerScannerTest {
    private static List<String> scan(String... reads) {
        List<String> answers = new ArrayList<>();
        AnswerScanner scanner = new AnswerScanner((status, body) -> answers.add(status + " " + body));
        for (String read : reads) {
            ByteBuf bytes = Unpooled.copiedBuffer(read, US_ASCII);
            scanner.read(bytes);
            bytes.release();
        }
        return answers;
    }

    @Test
    void cutsPipelinedAnswersHoweverTheBytesAreCut() {
        String wire = "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"id\":\"a-1\"}"
                + "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\nRetry-After: 1\r\n\r\nfull"
                + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                + "HTTP/1.1 201 Created\r\nServer: x\r\nContent-Length: 2\r\n\r\n{}"
                + "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

        for (int cut = 0; cut <= wire.length(); cut++) {
            assertThat(scan(wire.substring(0, cut), wire.substring(cut)))
                    .as("cut at %d", cut)
                    .containsExactly("200 ", "503 full", "200 ", "201 ", "204 ", "200 ");
        }
    }

    @Test
    void whatIsNoAnswerIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> scan("200 OK\r\n\r\n"))
                .withMessage("no answer: 200 OK");
    }
}
