package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Subscription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who is behind is to get, collected from the events that match, in the log's order, until it is full; and what
 * of it fits in a page.
 * <p>
 * For one thread.
 */
abstract sealed class Gathering permits Gathering.Everything, NewestPerKey {

    private final long pageBytes;
    private final long maxBytes;
    private long bytes;
    private @Nullable Delivery last;

    /**
     * @param pageBytes most that is given at once, as encoded, if one event does not take more
     * @param maxBytes most that is collected, as encoded, if one event does not take more
     */
    Gathering(long pageBytes, long maxBytes) {
        this.pageBytes = pageBytes;
        this.maxBytes = maxBytes;
    }

    static Gathering of(WhenBehind whenBehind, Subscription subscription, long pageBytes) {
        return whenBehind instanceof WhenBehind.Latest latest
                ? new NewestPerKey(latest.attributesOf(subscription), pageBytes)
                : new Everything(pageBytes);
    }

    /** Looks at the next event. False if there is no room for it: what was gathered is complete up to the one before. */
    abstract boolean add(Delivery next);

    /** All that is to be sent, in the log's order; the event that was looked at last is the last of it. */
    abstract Collection<Delivery> events();

    /** Whether it is too much to be given at once. */
    final boolean exceedsPage() {
        return bytes > pageBytes;
    }

    /** As much of what lies behind a cursor as is given at once. */
    final List<Delivery> pageBehind(long cursor) {
        List<Delivery> page = new ArrayList<>();
        long taken = 0;
        for (Delivery delivery : events()) {
            if (delivery.position() > cursor) {
                taken += Batch.encodedBytes(delivery.event());
                if (taken > pageBytes && !page.isEmpty()) {
                    return page;
                }
                page.add(delivery);
            }
        }
        return page;
    }

    /** The cursor up to which a page has everything: as far as was looked, unless something is left for the next page. */
    final long through(List<Delivery> page, long horizon) {
        Delivery end = page.isEmpty() ? last : page.get(page.size() - 1);
        return end == null || end == last ? horizon : end.position();
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
            last = next;
        }
        return enough;
    }

    /** Every event that matches. */
    static final class Everything extends Gathering {

        private final Collection<Delivery> events = new ArrayList<>();

        Everything(long pageBytes) {
            super(pageBytes, pageBytes);
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
