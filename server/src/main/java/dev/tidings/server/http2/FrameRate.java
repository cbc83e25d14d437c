package dev.tidings.server.http2;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.concurrent.TimeUnit;

/** How often a peer may do something in 10 s; more ends its connection. Confined to the event loop. */
final class FrameRate {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int most;
    private final String what;

    private long windowNanos = System.nanoTime();
    private int count;

    /** @param what is counted, in the plural */
    FrameRate(int most, String what) {
        this.most = most;
        this.what = what;
    }

    /** @throws Http2Exception if that was once too often */
    void count() throws Http2Exception {
        long now = System.nanoTime();
        if (now - windowNanos >= WINDOW_NANOS) {
            windowNanos = now;
            count = 0;
        }
        if (++count > most) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "more than %d %s in 10 s", most, what);
        }
    }
}
