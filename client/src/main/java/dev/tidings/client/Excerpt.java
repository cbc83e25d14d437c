package dev.tidings.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The beginning of a body that is no event stream: what a server says about a request that it refused. */
final class Excerpt implements StreamBody.Reader {

    /** 8 KiB: room for what a person reads. */
    static final int MOST_BYTES = 8 << 10;

    private final StreamBody body;
    private final Consumer<String> done;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Excerpt(StreamBody body, Consumer<String> done) {
        this.body = body;
        this.done = done;
    }

    /** @param done gets the text, once */
    static void read(StreamBody body, Consumer<String> done) {
        body.readBy(new Excerpt(body, done));
        body.more();
    }

    @Override
    public void chunk(List<ByteBuffer> chunk) {
        for (ByteBuffer buffer : chunk) {
            byte[] some = new byte[Math.min(buffer.remaining(), MOST_BYTES - bytes.size())];
            buffer.get(some);
            bytes.writeBytes(some);
        }
        if (bytes.size() < MOST_BYTES) {
            body.more();
        } else {
            body.cancel();
            done.accept(text());
        }
    }

    @Override
    public void end(@Nullable Throwable failure) {
        if (bytes.size() < MOST_BYTES) {
            done.accept(text());
        }
    }

    private String text() {
        return bytes.toString(UTF_8);
    }
}
