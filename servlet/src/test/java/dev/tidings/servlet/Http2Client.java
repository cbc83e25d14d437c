package dev.tidings.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.StreamClient;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A stream over HTTP/2, whose window opens only as far as it is read. For one thread. */
final class Http2Client implements AutoCloseable, Flow.Subscriber<List<ByteBuffer>> {

    private static final long DEADLINE_SECONDS = 30;
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> read = new LinkedBlockingQueue<>();
    private volatile Flow.Subscription subscription;
    private byte[] current = END;
    private int at;

    static Http2Client open(HttpClient client, ServedHub served, String path) {
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = client.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.port() + path))
                                .version(Version.HTTP_2)
                                .build(),
                        BodyHandlers.ofPublisher())
                .join();
        assertThat(response.version()).isEqualTo(Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(200);
        Http2Client opened = new Http2Client();
        response.body().subscribe(opened);
        return opened;
    }

    /** The data of the next message. */
    String data() {
        String block = block();
        while (!block.contains("data: ")) {
            block = block();
        }
        return StreamClient.field(block, "data");
    }

    String block() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        int last = -1;
        while (true) {
            int b = nextByte();
            assertThat(b).as("a byte behind %s", block).isNotNegative();
            if (b == '\n' && last == '\n') {
                return block.toString(UTF_8).stripTrailing();
            }
            block.write(b);
            last = b;
        }
    }

    /** The next byte; -1 at the end. */
    int nextByte() {
        while (at == current.length) {
            subscription.request(1);
            try {
                current = read.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(current).as("what is read").isNotNull();
            at = 0;
            if (current.length == 0) {
                return -1;
            }
        }
        return current[at++];
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            all.writeBytes(bytes);
        }
        if (all.size() > 0) {
            read.add(all.toByteArray());
        }
    }

    @Override
    public void onError(Throwable cause) {
        read.add(END);
    }

    @Override
    public void onComplete() {
        read.add(END);
    }

    /** Resets the stream; its connection stays. */
    @Override
    public void close() {
        subscription.cancel();
    }
}
