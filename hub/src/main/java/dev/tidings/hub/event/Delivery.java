package dev.tidings.hub.event;

import java.time.Instant;

/**
 * An event as a log holds it and a listener gets it: with its id and the time it was appended.
 * <p>
 * Immutable, safe for any thread. Logs and tail share one object for each event, so it keeps the id in parts.
 */
public final class Delivery {

    private static final int HEAP_BYTES = 40;

    private final String epoch;
    private final long position;
    private final long timeMillis;
    private final Event event;

    /** @param timeMillis milliseconds since 1970-01-01T00:00Z */
    public Delivery(String epoch, long position, long timeMillis, Event event) {
        this.epoch = epoch;
        this.position = position;
        this.timeMillis = timeMillis;
        this.event = event;
    }

    public EventId id() {
        return new EventId(epoch, position);
    }

    public long position() {
        return position;
    }

    public String epoch() {
        return epoch;
    }

    /** Milliseconds since 1970-01-01T00:00Z. */
    public long timeMillis() {
        return timeMillis;
    }

    public Instant time() {
        return Instant.ofEpochMilli(timeMillis);
    }

    public Event event() {
        return event;
    }

    /** What this keeps of the heap in bytes, its event included; an estimate that errs upwards. */
    public long heapBytes() {
        return HEAP_BYTES + event.heapBytes();
    }

    @Override
    public String toString() {
        return epoch + "-" + position + " " + event;
    }
}
