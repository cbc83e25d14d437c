package dev.tidings.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a body that is no event stream: what a server says about a request that it refused, as far as it comes in a
 * moment.
 */
final class Excerpt implements StreamBody.Reader {

    /** 8 KiB: room for what a person reads. */
    static final int MOST_BYTES = 8 << 10;

    /** 2 s: it follows its head at once, unless it never ends. */
    static final Duration LONGEST = Duration.ofSeconds(2);

    private final StreamBody body;
    private final Consumer<String> done;
    private final AtomicBoolean over = new AtomicBoolean();

    // Safe for any thread by itself.
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private volatile Runnable cancelTimer = () -> {};

    private Excerpt(StreamBody body, Consumer<String> done) {
        this.body = body;
        this.done = done;
    }

    /** @param done gets the text, once, on any thread */
    static void read(StreamBody body, Timer timer, Consumer<String> done) {
        Excerpt excerpt = new Excerpt(body, done);
        excerpt.cancelTimer = timer.schedule(excerpt::finish, LONGEST.toNanos());
        body.readBy(excerpt);
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
            finish();
        }
    }

    @Override
    public void end(@Nullable Throwable failure) {
        finish();
    }

    private void finish() {
        if (!over.getAndSet(true)) {
            cancelTimer.run();
            body.cancel();
            done.accept(bytes.toString(UTF_8));
        }
    }
}
