package dev.tidings.client;

import dev.tidings.sse.SseMessage;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Takes messages from an inbox. For one thread. */
final class MessageIterator implements Iterator<SseMessage> {

    private final Inbox inbox;

    private @Nullable SseMessage next;

    MessageIterator(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = inbox.take();
        }
        return next != null;
    }

    @Override
    public SseMessage next() {
        SseMessage taken = next == null ? inbox.take() : next;
        if (taken == null) {
            throw new NoSuchElementException("the source is closed");
        }
        next = null;
        return taken;
    }
}
