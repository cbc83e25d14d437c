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

    /**
     * 1 000: for how many audiences a slice may be spent on one more look for events. An event that is matched to so many takes about
     * a millisecond of look-ups; served alone, it costs each of them a write, which takes twenty times as long.
     */
    private static final int AUDIENCES_PER_LOOK = 1_000;

    /** What surrounds the data of an event on the wire, at most: id, field names, ends of lines; without its type. */
    private static final int ENVELOPE_BYTES = 96;

    private final SubscriptionIndex<Audience<?>> index;
    private final int maxBytes;
    private final Ticker ticker;
    private final ShardCounts metrics;

    private final List<EncodedEvent> events = new ArrayList<>();
    private final List<Audience<?>> audiences = new ArrayList<>();
    private final List<Audience<?>> matched = new ArrayList<>();
    private final Consumer<Audience<?>> collect = this::collect;
    private boolean open;
    private int nextAudience;
    private long begin;

    /** When the first event that anybody wants was appended. */
    private long appendedNanos;

    // While it is being filled.
    private long bytes;
    private int examined;
    private int looks;
    private boolean wantsMore;
    private boolean leftSome;

    /** @param maxBytes most that any one subscriber gets of it, if one event does not take more */
    Batch(SubscriptionIndex<Audience<?>> index, int maxBytes, Ticker ticker, ShardCounts metrics) {
        this.index = index;
        this.maxBytes = maxBytes;
        this.ticker = ticker;
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
        bytes = 0;
        examined = 0;
        looks = 0;
        look(cursor, time);
        open = examined > 0;
        return open;
    }

    /**
     * Whether there was no time for all that is there, and the events that it has are for so many that more should be taken before it
     * is served: by {@link #fillMore}, when others have had their turn.
     */
    boolean wantsMore() {
        return wantsMore;
    }

    /** Takes at least one event more, if there is one that fits. */
    void fillMore(Tail.Cursor cursor, Slice time) {
        looks++;
        look(cursor, time);
    }

    /** Whether there were more events than it took. */
    boolean leftSome() {
        return leftSome;
    }

    /** Is served as it is. */
    void fillNoMore() {
        wantsMore = false;
    }

    private void look(Tail.Cursor cursor, Slice time) {
        wantsMore = false;
        leftSome = true;
        int before = examined;
        Delivery next = cursor.peek();
        while (next != null) {
            if (examined > before && time.timeIsOver()) {
                wantsMore = looks < audiences.size() / AUDIENCES_PER_LOOK;
                return;
            }
            if (examined == MAX_EVENTS || !take(next, cursor)) {
                return;
            }
            cursor.advance();
            examined++;
            next = cursor.peek();
        }
        leftSome = false;
    }

    /** False if there is no room for it. */
    private boolean take(Delivery event, Tail.Cursor cursor) {
        matched.clear();
        index.match(event.event(), collect);
        if (matched.isEmpty()) {
            return true;
        }
        long more = encodedBytes(event.event());
        if (!events.isEmpty() && (bytes + more > (long) ALL_TO_ONE * maxBytes || !eachHasRoom(more))) {
            return false;
        }
        if (events.isEmpty()) {
            appendedNanos = cursor.appendedNanos();
        }
        bytes += more;
        add(new EncodedEvent(event), more);
        return true;
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
        if (!events.isEmpty()) {
            metrics.served(ticker.nanos() - appendedNanos);
        }
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
