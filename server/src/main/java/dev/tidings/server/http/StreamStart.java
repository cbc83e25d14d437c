package dev.tidings.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidings.hub.stream.SseBlocks;
import dev.tidings.server.metrics.Refusal;
import dev.tidings.server.stream.StreamTerms;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * A stream to be opened.
 *
 * @param terms what it is to be
 */
public record StreamStart(StreamTerms terms) implements Outcome {

    public static final String CONTENT_TYPE = "text/event-stream";

    /** What a stream's response has besides its framing. Without {@code no-transform} proxies that compress would hold it back. */
    public static final Map<String, String> HEADERS = headers();

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", CONTENT_TYPE);
        headers.put("Cache-Control", "no-cache, no-transform");
        headers.put("X-Accel-Buffering", "no");
        return headers;
    }

    /** Says with a success to a stream's client that it shall come back later. */
    public static Answer comeBack(Refusal why) {
        return Answer.of(200, CONTENT_TYPE, SseBlocks.comeBack()).because(why).closing();
    }

    /** The head of the response where the stream has a connection of HTTP/1 for itself. */
    public byte[] head(SortedMap<String, String> crossOrigin) {
        StringBuilder head = Answer.head(200, HEADERS);
        Answer.add(head, crossOrigin);
        return head.append(terms.encoding().framingHeader())
                .append("\r\n\r\n")
                .toString()
                .getBytes(ISO_8859_1);
    }
}
