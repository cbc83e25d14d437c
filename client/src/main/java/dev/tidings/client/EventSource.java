package dev.tidings.client;

import dev.tidings.sse.SseMessage;
import java.net.URI;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a {@code text/event-stream} that comes back by itself, with the id of what it got last (HTML standard, 9.2).
 * <p>
 * Messages are <i>pushed</i> to listeners, if the builder was given any for messages:
 * <pre>
 *   EventSource source = EventSource.builder(URI.create("http://localhost:8080/sse?email=ann%40example.com"))
 *           .onMessage(message -&gt; ...)
 *           .onError(error -&gt; ...)
 *           .open();
 * </pre>
 * or <i>pulled</i>, by iterating, as a {@link #stream} or a {@link #publisher}, and not read from the socket faster than that:
 * <pre>
 *   try (EventSource source = EventSource.builder(uri).open()) {
 *       for (SseMessage message : source) ...
 *   }
 * </pre>
 * Iterating sees nothing of reconnections, ends when the source is closed, and throws {@link EventSourceException} when it has
 * given up. A source of which nobody pulls reads no further than its first chunk.
 * <p>
 * Any thread. A source lives until it is closed or gives up, referenced or not; no thread waits for it.
 */
public final class EventSource implements Iterable<SseMessage>, AutoCloseable {

    private final URI url;
    private final Reconnector reconnector;

    // Null if messages are pushed.
    private final @Nullable Inbox inbox;
    private final @Nullable MessagePublisher publisher;

    private EventSource(Settings settings, Delivery delivery, @Nullable Inbox inbox) {
        this.url = settings.url();
        this.inbox = inbox;
        this.reconnector = new Reconnector(settings, delivery);
        this.publisher = inbox == null ? null : new MessagePublisher(inbox, reconnector.lane(), this::close);
    }

    static EventSource open(Settings settings) {
        EventSource source;
        if (settings.listeners().hearMessages()) {
            source = new EventSource(settings, new Push(settings.listeners()), null);
        } else {
            Inbox inbox = new Inbox();
            source = new EventSource(settings, inbox, inbox);
        }
        source.reconnector.start();
        return source;
    }

    /**
     * Prepares a source. Nothing is sent before {@link EventSourceBuilder#open}.
     *
     * @param url absolute, http or https; a fragment is not sent
     * @throws IllegalArgumentException if it is something else
     */
    public static EventSourceBuilder builder(URI url) {
        return new EventSourceBuilder(url);
    }

    /** As given; a redirect never changes it. */
    public URI url() {
        return url;
    }

    public ReadyState readyState() {
        return reconnector.state();
    }

    /**
     * The id that the next request would carry; empty if there is none. What came without a message counts too, and so does what
     * has not been pulled yet: whoever stores how far they are takes {@link SseMessage#lastEventId} of the last message then.
     */
    public String lastEventId() {
        return reconnector.lastEventId();
    }

    /**
     * Waits for messages and takes them, one after the other. Iterators share what comes: each message is taken once.
     * {@code hasNext} and {@code next} throw {@link EventSourceException} when the source has given up, after what came before
     * that, and {@link java.util.concurrent.CancellationException} if the thread is interrupted.
     *
     * @throws IllegalStateException if messages are pushed to listeners
     */
    @Override
    public Iterator<SseMessage> iterator() {
        return new MessageIterator(pulled());
    }

    /** Of {@link #iterator}. Sequential, and endless unless the source is closed. */
    public Stream<SseMessage> stream() {
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), characteristics), false)
                .onClose(this::close);
    }

    /**
     * For one subscriber, on the source's executor. Its demand is what is read; cancelling closes the source. It is completed
     * when the source is closed and gets an {@link EventSourceException} when it has given up.
     *
     * @throws IllegalStateException if messages are pushed to listeners
     */
    public Flow.Publisher<SseMessage> publisher() {
        pulled();
        if (publisher == null) {
            throw new AssertionError("a source that is pulled has a publisher");
        }
        return publisher;
    }

    private Inbox pulled() {
        if (inbox == null) {
            throw new IllegalStateException("listeners of messages: some (expected: none, for messages to be pulled)");
        }
        return inbox;
    }

    /**
     * Ends the connection. No call of a listener begins once this has returned, whatever was on its way; one that had begun on
     * another thread may still be running. Of no effect if it was called before.
     */
    @Override
    public void close() {
        reconnector.close();
    }
}
