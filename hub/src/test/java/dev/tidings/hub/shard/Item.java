package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import org.jspecify.annotations.Nullable;

/** One block of a recorded stream. */
sealed interface Item {

    /** What it takes on the wire. */
    long bytes();

    /** The id it carries; null for none. */
    @Nullable
    EventId id();

    record Primed(EventId id) implements Item {
        @Override
        public long bytes() {
            return 24;
        }
    }

    record Sent(Delivery delivery) implements Item {
        @Override
        public long bytes() {
            return Batch.encodedBytes(delivery.event());
        }

        @Override
        public EventId id() {
            return delivery.id();
        }
    }

    record Missed(Gap gap) implements Item {
        @Override
        public long bytes() {
            return 96;
        }

        @Override
        public EventId id() {
            return gap.earliest();
        }
    }

    record Beat(@Nullable EventId id) implements Item {
        @Override
        public long bytes() {
            return id == null ? 3 : 24;
        }
    }

    record Closed(CloseReason reason) implements Item {
        @Override
        public long bytes() {
            return 48;
        }

        @Override
        public @Nullable EventId id() {
            return null;
        }
    }
}
