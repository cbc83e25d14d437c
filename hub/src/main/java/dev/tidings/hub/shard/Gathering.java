package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Subscription;
import java.util.ArrayList;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who is behind gets at once: collected from the events that match, in the log's order, until it is full.
 * <p>
 * For one thread.
 */
abstract sealed class Gathering permits Gathering.Everything, NewestPerKey {

    private final long maxBytes;
    private long bytes;

    /** @param maxBytes how much to hold at most, as encoded, if one event does not take more */
    Gathering(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    static Gathering of(WhenBehind whenBehind, Subscription subscription, long maxBytes) {
        return whenBehind instanceof WhenBehind.Latest latest
                ? new NewestPerKey(latest.attributesOf(subscription), maxBytes)
                : new Everything(maxBytes);
    }

    /** Looks at the next event. False if there is no room for it: what was gathered is complete up to the one before. */
    abstract boolean add(Delivery next);

    /** What is to be sent, in the log's order. Whoever is given it may remove from it, and then adds no more. */
    abstract Collection<Delivery> events();

    /** Whether it is one event that takes more than there should be. */
    final boolean isOverfull() {
        return bytes > maxBytes;
    }

    /**
     * Takes the room for an event.
     *
     * @param instead gives its own room up for it; null for none
     * @param alone whether there will be nothing beside it
     * @return false if there is not enough; then nothing has changed
     */
    final boolean takeRoom(Delivery next, @Nullable Delivery instead, boolean alone) {
        long freed = instead == null ? 0 : Batch.encodedBytes(instead.event());
        long then = bytes - freed + Batch.encodedBytes(next.event());
        boolean enough = alone || then <= maxBytes;
        if (enough) {
            bytes = then;
        }
        return enough;
    }

    /** Every event that matches. */
    static final class Everything extends Gathering {

        private final Collection<Delivery> events = new ArrayList<>();

        Everything(long maxBytes) {
            super(maxBytes);
        }

        @Override
        boolean add(Delivery next) {
            return takeRoom(next, null, events.isEmpty()) && events.add(next);
        }

        @Override
        Collection<Delivery> events() {
            return events;
        }
    }
}
