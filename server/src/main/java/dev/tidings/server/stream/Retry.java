package dev.tidings.server.stream;

import dev.tidings.sse.SseEncoder;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long clients shall wait before they come back: never the same twice, so that they do not return in step. */
public final class Retry {

    private static final int MIN_MILLIS = 1500;
    private static final int MAX_MILLIS = 3000;

    private Retry() {}

    static Duration jittered() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextInt(MIN_MILLIS, MAX_MILLIS + 1));
    }

    /** The whole body of a stream that is refused for now: browsers give up for ever on any status but 200. */
    public static byte[] refusal() {
        return SseEncoder.retry(jittered());
    }
}
