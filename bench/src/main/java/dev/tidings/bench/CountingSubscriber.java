package dev.tidings.bench;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.Subscriber;

/** Takes everything at once and counts it: what is left is what the hub does for a subscriber. */
final class CountingSubscriber implements Subscriber<byte[]> {

    private long deliveries;

    long deliveries() {
        return deliveries;
    }

    @Override
    public void joined(EventId position) {}

    @Override
    public void deliver(byte[] batch) {
        deliveries++;
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public long progress() {
        return 0;
    }

    @Override
    public void whenDrained(Runnable task) {
        throw new IllegalStateException("a subscriber is behind (expected: none)");
    }

    @Override
    public void ended(CloseReason reason) {}
}
