package dev.tidings.hub;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.EncodedEvent;
import dev.tidings.hub.shard.Encoding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber inside this JVM is handed: the events themselves.
 *
 * @param gap what may be missing before the deliveries
 * @param bytes what the deliveries take of the heap
 */
record Handed(@Nullable Gap gap, List<Delivery> deliveries, long bytes) {

    /** Events as objects: nothing to encode, nothing to release, no signs of life. */
    enum Objects implements Encoding<Handed> {
        INSTANCE;

        @Override
        public Handed frame(EncodedEvent event) {
            return new Handed(null, List.of(event.delivery()), event.delivery().heapBytes());
        }

        @Override
        public Handed chain(List<Handed> frames) {
            List<Delivery> deliveries = new ArrayList<>(frames.size());
            long bytes = 0;
            for (Handed frame : frames) {
                deliveries.addAll(frame.deliveries());
                bytes += frame.bytes();
            }
            return new Handed(frames.get(0).gap(), deliveries, bytes);
        }

        @Override
        public long bytes(Handed batch) {
            return batch.bytes();
        }

        @Override
        public void release(Handed batch) {}

        @Override
        public Handed gap(Gap gap) {
            return new Handed(gap, List.of(), 0);
        }

        @Override
        public @Nullable Handed heartbeat(@Nullable EventId position) {
            return null;
        }

        @Override
        public @Nullable Handed closed(CloseReason reason) {
            return null;
        }
    }
}
