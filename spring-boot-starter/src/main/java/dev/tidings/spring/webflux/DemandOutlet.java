package dev.tidings.spring.webflux;

import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/**
 * A stream's way through any other server: one that asks for the next buffer when it has passed the last one on, as those behind
 * Spring's adapter for servlet containers do.
 */
final class DemandOutlet implements Outlet {

    private @Nullable OpenStream stream;

    @Override
    public void open(OpenStream opened) {
        stream = opened;
    }

    @Override
    public void flush() {}

    @Override
    public void requested() {
        if (stream != null) {
            stream.taken();
        }
    }

    /** Spring takes this error for a client that has gone, and says nothing. */
    @Override
    public void reset() {
        if (stream != null) {
            stream.fail(new EOFException("The client takes nothing"));
        }
    }

    @Override
    public void close() {
        stream = null;
    }
}
