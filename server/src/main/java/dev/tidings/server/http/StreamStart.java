package dev.tidings.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.Start;
import dev.tidings.hub.shard.WhenBehind;
import dev.tidings.server.stream.WireEncoding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * A stream to be opened.
 *
 * @param subscription what of the hub it is to carry
 * @param start where it is to begin
 * @param encoding how
 * @param whenBehind how its client is treated when it cannot keep up
 * @param principal whose it is, as the hub knows it
 * @param lifetime after which it ends; zero for never
 */
public record StreamStart(
        Subscription subscription,
        Start start,
        WireEncoding encoding,
        WhenBehind whenBehind,
        String principal,
        Duration lifetime)
        implements Outcome {

    public static final String CONTENT_TYPE = "text/event-stream";

    /** What a stream's response has besides its framing. Without {@code no-transform} proxies that compress would hold it back. */
    static final Map<String, String> HEADERS = headers();

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", CONTENT_TYPE);
        headers.put("Cache-Control", "no-cache, no-transform");
        headers.put("X-Accel-Buffering", "no");
        return headers;
    }

    /** The head of the response. */
    public byte[] head(SortedMap<String, String> crossOrigin) {
        StringBuilder head = Answer.head(200, HEADERS);
        Answer.add(head, crossOrigin);
        return head.append(encoding.framingHeader())
                .append("\r\n\r\n")
                .toString()
                .getBytes(ISO_8859_1);
    }
}
