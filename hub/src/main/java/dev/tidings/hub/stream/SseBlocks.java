package dev.tidings.hub.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.sse.SseEncoder;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The blocks of a stream that are not events, the same on every transport. Stateless; any thread. */
public final class SseBlocks {

    private static final int MIN_RETRY_MILLIS = 1500;
    private static final int MAX_RETRY_MILLIS = 3000;

    private SseBlocks() {}

    /** How long a client shall wait before it comes back: never the same twice, so that they do not return in step. */
    static Duration jitteredRetry() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS + 1));
    }

    /**
     * The first block of a stream.
     *
     * @param position the place after which events will follow
     */
    public static byte[] opening(EventId position) {
        return SseEncoder.opening(position.toString(), jitteredRetry());
    }

    /** The whole body of a stream that is refused for now: browsers give up for ever on any status but 200. */
    public static byte[] comeBack() {
        return SseEncoder.retry(jitteredRetry());
    }

    /** Tells of a gap; its id is {@link Gap#earliest()}. */
    public static byte[] gap(Gap gap) {
        return gap(gap, true);
    }

    /** @param withId false if something follows without which nobody may have the place */
    static byte[] gap(Gap gap, boolean withId) {
        String data = "{\"reason\":\"" + gap.reason().text() + "\",\"after\":" + quoted(gap.after())
                + ",\"earliest\":\"" + gap.earliest() + "\"}";
        return SseEncoder.message(withId ? gap.earliest().toString() : null, Gap.TYPE, data.getBytes(UTF_8));
    }

    /** A JSON string (RFC 8259, 7) of any text a client may have given. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /**
     * A sign of life.
     *
     * @param position where the subscriber is; null if that has not changed, which makes a comment
     */
    public static byte[] heartbeat(@Nullable EventId position) {
        return position == null ? SseEncoder.comment("") : SseEncoder.id(position.toString());
    }

    /** The last words of a stream that is ended on purpose; null if its client shall simply come back. */
    public static byte @Nullable [] closed(CloseReason reason) {
        return switch (reason) {
            case EXPIRED, REVOKED, BEHIND ->
                SseEncoder.message(null, CloseReason.TYPE, ("{\"reason\":\"" + reason.text() + "\"}").getBytes(UTF_8));
            case STALLED, SHUTDOWN -> null;
        };
    }
}
