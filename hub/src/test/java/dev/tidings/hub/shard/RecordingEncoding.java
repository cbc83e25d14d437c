package dev.tidings.hub.shard;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes batches whose contents can be read, and knows of each whether it was released. */
final class RecordingEncoding implements Encoding<RecordingEncoding.Frame> {

    private final AtomicLong created = new AtomicLong();
    private final AtomicLong released = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicReference<@Nullable AssertionError> broken = new AtomicReference<>();
    private volatile @Nullable RuntimeException failure;
    private volatile boolean endsAtGap;

    /** From now on no gap is told. */
    void endAtGaps() {
        endsAtGap = true;
    }

    @Override
    public boolean endsAtGap() {
        return endsAtGap;
    }

    /** A batch of blocks. */
    final class Frame {

        private final List<Item> items;
        private final long bytes;
        private final AtomicBoolean released = new AtomicBoolean();

        private Frame(List<Item> items) {
            this.items = items;
            this.bytes = items.stream().mapToLong(Item::bytes).sum();
        }

        /** The blocks, of a batch that is still owned by somebody. */
        List<Item> items() {
            if (released.get()) {
                throw broken(new AssertionError("used after it was released: " + items));
            }
            return items;
        }
    }

    /** Remembers what went wrong: the hub keeps what subscribers throw from everybody else, the test included. */
    AssertionError broken(AssertionError error) {
        broken.compareAndSet(null, error);
        return error;
    }

    /** Throws what went wrong first, here or in any subscriber. */
    void check() {
        AssertionError error = broken.get();
        if (error != null) {
            throw error;
        }
    }

    private Frame made(List<Item> items) {
        created.incrementAndGet();
        return new Frame(items);
    }

    @Override
    public Frame frame(EncodedEvent event) {
        RuntimeException thrown = failure;
        if (thrown != null) {
            failures.incrementAndGet();
            throw thrown;
        }
        events.incrementAndGet();
        return made(List.of(new Item.Sent(event.delivery())));
    }

    @Override
    public Frame chain(List<Frame> frames) {
        List<Item> all = new ArrayList<>();
        frames.forEach(frame -> all.addAll(frame.items()));
        return made(all);
    }

    @Override
    public long bytes(Frame batch) {
        batch.items();
        return batch.bytes;
    }

    @Override
    public void release(Frame batch) {
        if (!batch.released.compareAndSet(false, true)) {
            throw broken(new AssertionError("released twice: " + batch.items));
        }
        released.incrementAndGet();
    }

    @Override
    public Frame gap(Gap gap) {
        return made(List.of(new Item.Missed(gap)));
    }

    @Override
    public Frame heartbeat(@Nullable EventId position) {
        return made(List.of(new Item.Beat(position)));
    }

    @Override
    public Frame closed(CloseReason reason) {
        return made(List.of(new Item.Closed(reason)));
    }

    /** From now on events cannot be encoded; null ends that. */
    void failWith(@Nullable RuntimeException thrown) {
        failure = thrown;
    }

    /** How many batches were made and are not released. */
    long alive() {
        return created.get() - released.get();
    }

    long created() {
        return created.get();
    }

    /** How many times an event could not be encoded. */
    long failures() {
        return failures.get();
    }

    /** How many times an event was encoded. */
    long events() {
        return events.get();
    }
}
