package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamScannerTest {
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** What a sink was told, as texts. */
    private static final class Recording implements StreamScanner.Sink {
        private final List<String> calls = new ArrayList<>();

        @Override
        public void opened() {
            calls.add("opened");
        }

        @Override
        public void event(long lane, long sequence, long sentNanos) {
            calls.add("event " + lane + " " + sequence + " " + sentNanos);
        }

        @Override
        public void gap() {
            calls.add("gap");
        }

        @Override
        public void foreign() {
            calls.add("foreign");
        }

        @Override
        public void over() {
            calls.add("over");
        }

        @Override
        public void unreadable(String why) {
            calls.add("unreadable: " + why);
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static List<String> scan(String... reads) {
        Recording recording = new Recording();
        StreamScanner scanner = new StreamScanner(recording, new byte[64]);
        for (String read : reads) {
            ByteBuf bytes = Unpooled.copiedBuffer(read, US_ASCII);
            scanner.read(bytes);
            bytes.release();
        }
        return recording.calls;
    }

    @Test
    void findsTheSameHoweverTheBytesAreCut() {
        String wire = HEAD
                + chunk("id: a-1\nretry: 2000\n\n")
                + chunk("id: a-2\ndata: 7 0 123456789012345 .......\n\nid: a-3\nda")
                + chunk("ta: 7 1 5 \n\n")
                + chunk(":\n\nid: a-9\n\n")
                + chunk("event: tidings.gap\nid: a-10\ndata: {\"reason\":\"expired\"}\n\n")
                + chunk("data: 7 2 " + Long.MAX_VALUE + " " + ".".repeat(500) + "\n\n")
                + "0\r\n\r\n";
        List<String> whole = scan(wire);

        assertThat(whole)
                .containsExactly(
                        "opened",
                        "event 7 0 123456789012345",
                        "event 7 1 5",
                        "gap",
                        "event 7 2 " + Long.MAX_VALUE,
                        "over");
        for (int cut = 0; cut <= wire.length(); cut++) {
            assertThat(scan(wire.substring(0, cut), wire.substring(cut)))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
        assertThat(scan(wire.split(""))).isEqualTo(whole);
    }

    @Test
    void chunksMayEndAnywhere() {
        String body = "id: 1\ndata: 7 0 5 ..\n\n: ping\n\ndata: 7 1 6 ..\n\n";

        for (int size = 1; size <= body.length(); size++) {
            StringBuilder wire = new StringBuilder(HEAD);
            for (int from = 0; from < body.length(); from += size) {
                wire.append(chunk(body.substring(from, Math.min(body.length(), from + size))));
            }
            assertThat(scan(wire.toString()))
                    .as("chunks of %d", size)
                    .containsExactly("opened", "event 7 0 5", "event 7 1 6");
        }
    }

    @Test
    void aBodyMayEndWithItsConnectionAndLinesWithCrLf() {
        String wire =
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n: hi\r\n\r\nid:1\r\ndata:7 0 5 .\r\n\r\ndata:7 1 6 .\r\n\r\n";

        for (int cut = 0; cut <= wire.length(); cut++) {
            assertThat(scan(wire.substring(0, cut), wire.substring(cut)))
                    .as("cut at %d", cut)
                    .containsExactly("opened", "event 7 0 5", "event 7 1 6");
        }
    }

    @Test
    void ofHttp2ItSeesTheBodyOnly() {
        Recording recording = new Recording();
        StreamScanner scanner = new StreamScanner(recording, new byte[64]);
        scanner.bodyFollows();
        ByteBuf bytes = Unpooled.copiedBuffer("id: 1\n\ndata: 7 0 5 .\n\n", US_ASCII);
        scanner.read(bytes);
        bytes.release();

        assertThat(recording.calls).containsExactly("opened", "event 7 0 5");
    }

    @Test
    void eventsOfOthersAreForeign() {
        assertThat(scan(HEAD
                        + chunk("id: a\n\n")
                        + chunk("data: {\"isVerified\":true}\n\n")
                        + chunk("data: 1 2\n\n")
                        + chunk("data: 1 2 3 .\ndata: 1 2 4 .\n\n")))
                .containsExactly("opened", "foreign", "foreign", "foreign");
    }

    @Test
    void aBlockWithoutItsBlankLineIsNoEvent() {
        assertThat(scan(HEAD + chunk("id: a\n\n") + chunk("data: 1 2 3 .\n"))).containsExactly("opened");
    }

    @Test
    void aRefusalIsUnreadable() {
        assertThat(scan("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
                .containsExactly("unreadable: status: HTTP/1.1 404 Not Found");
        assertThat(scan("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nretry: 2000\n\n"))
                .containsExactly("unreadable: a body that is no stream: the hub takes no new streams");
    }

    @Test
    void aChunkSizeThatIsNoneIsUnreadable() {
        assertThat(scan(HEAD + "xyz\r\n")).containsExactly("opened", "unreadable: chunk size: byte 120");
    }
}
