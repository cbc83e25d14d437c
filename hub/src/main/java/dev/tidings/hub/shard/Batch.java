package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.match.SubscriptionIndex;
import dev.tidings.sse.SseEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The next events of the tail on their way to the live members: matched, each encoded once, put together for each audience.
 * <p>
 * While it is open, its shard's position stands still and nobody joins or leaves. Confined to the shard's event loop.
 */
final class Batch {

    /** Events that nobody wants cost a look-up each: after so many the loop's other work has its turn. */
    private static final int MAX_EVENTS = 1024;

    /**
     * 8: how many times more a batch may hold than any one subscriber gets of it. Large events for a few would otherwise leave
     * room for hardly any event of those who are many, and each batch costs a write to all of these.
     */
    private static final int ALL_TO_ONE = 8;

    /** What surrounds the data of an event on the wire, at most: id, field names, ends of lines; without its type. */
    private static final int ENVELOPE_BYTES = 96;

    private final SubscriptionIndex<Audience<?>> index;
    private final int maxBytes;
    private final HubMetrics metrics;

    private final List<EncodedEvent> events = new ArrayList<>();
    private final List<Audience<?>> audiences = new ArrayList<>();
    private final List<Audience<?>> matched = new ArrayList<>();
    private final Consumer<Audience<?>> collect = this::collect;
    private boolean open;
    private int nextAudience;
    private long begin;

    /** @param maxBytes most that any one subscriber gets of it, if one event does not take more */
    Batch(SubscriptionIndex<Audience<?>> index, int maxBytes, HubMetrics metrics) {
        this.index = index;
        this.maxBytes = maxBytes;
        this.metrics = metrics;
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Takes one event, or as many more as are there and fit, as long as there is time: an event may cost much to match. False if
     * there is none.
     */
    boolean fill(Tail.Cursor cursor, Slice time) {
        open = true;
        begin = cursor.position();
        long bytes = 0;
        int examined = 0;
        Delivery next = cursor.peek();
        while (next != null && examined < MAX_EVENTS && (examined == 0 || !time.timeIsOver())) {
            matched.clear();
            index.match(next.event(), collect);
            if (!matched.isEmpty()) {
                long more = encodedBytes(next.event());
                if (!events.isEmpty() && (bytes + more > (long) ALL_TO_ONE * maxBytes || !eachHasRoom(more))) {
                    break;
                }
                bytes += more;
                add(new EncodedEvent(next), more);
            }
            cursor.advance();
            examined++;
            next = cursor.peek();
        }
        open = examined > 0;
        return open;
    }

    private void collect(Audience<?> audience) {
        if (!audience.live().isEmpty()) {
            matched.add(audience);
        }
    }

    static long encodedBytes(Event event) {
        String type = event.type();
        return SseEncoder.dataFieldsBytes(event.dataUtf8()) + ENVELOPE_BYTES + (type == null ? 0 : type.length());
    }

    private boolean eachHasRoom(long more) {
        for (int i = 0; i < matched.size(); i++) {
            long has = matched.get(i).batchBytes();
            if (has > 0 && has + more > maxBytes) {
                return false;
            }
        }
        return true;
    }

    private void add(EncodedEvent event, long bytes) {
        events.add(event);
        for (int i = 0; i < matched.size(); i++) {
            if (matched.get(i).add(event, bytes, begin)) {
                audiences.add(matched.get(i));
            }
        }
    }

    /** Gives every live member its part, until all have it or the slice is used up. True if all have it. */
    boolean serve(Slice slice) {
        while (nextAudience < audiences.size()) {
            Audience<?> audience = audiences.get(nextAudience);
            if (!audience.serve(slice, begin)) {
                return false;
            }
            // At once, while it is in the processor's cache; and not of thousands in one go.
            audience.finish(metrics);
            nextAudience++;
        }
        finish();
        return true;
    }

    private void finish() {
        for (int i = 0; i < events.size(); i++) {
            events.get(i).release();
        }
        audiences.clear();
        events.clear();
        matched.clear();
        nextAudience = 0;
        open = false;
    }
}
