package dev.tidings.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/** Streams of HTTP/2, of which a client that does not read lets the window run out. */
class Http2StreamTest {

    private static final int BATCH = 128 << 10;
    private static final String KIB_16 = "x".repeat(16 << 10);

    /** Counts events; reads as far as it is told to. */
    private static final class Reader extends BaseSubscriber<byte[]> {

        private volatile long bytes;
        private volatile long lines;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // only its event loop writes them
        protected void hookOnNext(byte[] chunk) {
            bytes += chunk.length;
            for (byte b : chunk) {
                lines += b == '\n' ? 1 : 0;
            }
        }
    }

    private static Reader read(RunningApplication application) {
        Reader reader = new Reader();
        HttpClient.create()
                .protocol(HttpProtocol.H2C)
                .http2Settings(settings -> settings.initialWindowSize(64 << 10))
                .get()
                .uri("http://localhost:" + application.port() + "/sse?email=ann@example.com")
                .responseContent()
                .asByteArray()
                .subscribe(reader);
        Await.until("the first block", () -> reader.bytes > 0);
        return reader;
    }

    @Test
    void whoDoesNotReadIsBehindAndMissesNothing() {
        int events = 300;
        try (RunningApplication application = RunningApplication.start("server.http2.enabled=true")) {
            Reader slow = read(application);
            long first = slow.lines;
            long[] pending = new long[events];

            for (int i = 0; i < events; i++) {
                application.publish("ann@example.com", KIB_16);
                pending[i] = application.pendingBytes();
            }

            Await.until("one is behind", () -> application.behind() == 1);
            assertThat(Arrays.stream(pending).max().orElse(0)).isBetween(1L, (long) BATCH);
            slow.requestUnbounded();
            // An event is three lines: its id, its data, and the empty one.
            Await.until("all have come", () -> slow.lines == first + 3L * events);
            slow.cancel();
            application.awaitNobody();
        }
    }
}
