package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What was published, and what was acknowledged. Safe for any thread. */
final class Ledger {

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** How events are sent side by side. */
    enum Form {
        /** One event. */
        SINGLE,
        /** Published whole or not at all. */
        ARRAY,
        /** Published from the first on, up to any. */
        NDJSON
    }

    /**
     * What one request publishes.
     *
     * @param key to be sent again with until there is an answer; empty if it is sent once
     */
    record Batch(Form form, String key, List<TrackedEvent> events) {}

    // Guarded by this, all of them.
    private final List<Batch> batches = new ArrayList<>();
    private final Map<String, TrackedEvent> events = new HashMap<>();
    private final Map<String, EventId> acknowledged = new LinkedHashMap<>();
    private long bytes;

    synchronized void sending(Batch batch) {
        batches.add(batch);
        for (TrackedEvent event : batch.events()) {
            assertThat(events.put(event.key(), event)).isNull();
            bytes += event.json().length();
        }
    }

    synchronized void acknowledged(Batch batch, List<EventId> ids) {
        assertThat(ids).hasSameSizeAs(batch.events());
        for (int i = 0; i < ids.size(); i++) {
            acknowledged.put(batch.events().get(i).key(), ids.get(i));
        }
        notifyAll();
    }

    /** Waits until so many events have been acknowledged in all. */
    synchronized void awaitAcknowledged(int count) throws InterruptedException {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (acknowledged.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("not in time: " + count + " acknowledged, but " + acknowledged.size());
            }
            wait(left);
        }
    }

    /** What was acknowledged, by key. */
    synchronized Map<String, EventId> acknowledged() {
        return new LinkedHashMap<>(acknowledged);
    }

    synchronized int acknowledgedCount() {
        return acknowledged.size();
    }

    synchronized TrackedEvent event(String key) {
        TrackedEvent event = events.get(key);
        assertThat(event).as("%s was published", key).isNotNull();
        return event;
    }

    synchronized List<Batch> batches() {
        return List.copyOf(batches);
    }

    /** About what everything that was sent takes, acknowledged or not. */
    synchronized long bytes() {
        return bytes;
    }
}
