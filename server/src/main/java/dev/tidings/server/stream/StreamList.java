package dev.tidings.server.stream;

import dev.tidings.server.metrics.LoopCounts;
import org.jspecify.annotations.Nullable;

/** The open streams of one event loop. The links lie in the streams themselves: a set would cost more than a stream may. */
final class StreamList {

    private final LoopCounts counts;
    private @Nullable StreamSubscriber first;
    private int size;

    /** @param counts where those are counted that come and that are gone */
    StreamList(LoopCounts counts) {
        this.counts = counts;
    }

    void add(StreamSubscriber stream) {
        stream.listed = true;
        stream.next = first;
        if (first != null) {
            first.previous = stream;
        }
        first = stream;
        size++;
        counts.streamOpened();
    }

    /** Does nothing if it is not there. */
    void remove(StreamSubscriber stream) {
        if (!stream.listed) {
            return;
        }
        stream.listed = false;
        if (stream.previous == null) {
            first = stream.next;
        } else {
            stream.previous.next = stream.next;
        }
        if (stream.next != null) {
            stream.next.previous = stream.previous;
        }
        stream.next = null;
        stream.previous = null;
        size--;
    }

    /** Nothing is left to write it to. */
    void gone(StreamSubscriber stream) {
        remove(stream);
        counts.streamEnded(stream.gone());
    }

    int size() {
        return size;
    }

    @Nullable
    StreamSubscriber first() {
        return first;
    }
}
