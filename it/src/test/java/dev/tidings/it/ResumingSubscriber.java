package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.sse.SseMessage;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client on a thread of its own that comes back with the last id it has seen whenever it is cut off, and remembers everything it
 * was told.
 */
final class ResumingSubscriber implements AutoCloseable {

    /** Far more than a machine that is busy with other things needs for anything. */
    private static final int DEADLINE_MILLIS = 60_000;

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** How a subscriber reads. */
    enum Pace {
        FAST(0, 64 << 10, 0),
        SLOW(4 << 10, 2 << 10, TimeUnit.MICROSECONDS.toNanos(500));

        private final int receiveBufferBytes;
        private final int readBytes;
        private final long pauseNanos;

        Pace(int receiveBufferBytes, int readBytes, long pauseNanos) {
            this.receiveBufferBytes = receiveBufferBytes;
            this.readBytes = readBytes;
            this.pauseNanos = pauseNanos;
        }
    }

    /**
     * What a subscriber was told.
     *
     * @param key of the event; empty for a gap
     * @param gap why something may be missing before the id; empty for an event
     */
    record Told(EventId id, String key, String gap) {

        boolean isGap() {
            return key.isEmpty();
        }
    }

    private final Interest interest;
    private final HubInFolder hub;
    private final Protocol protocol;
    private final Pace pace;
    private final Thread thread;

    // Guarded by this.
    private final List<Told> told = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private Optional<EventId> first = Optional.empty();
    private Throwable failure;
    private RawClient connection;
    private boolean away;
    private boolean closed;

    // The thread's.
    private String lastId;

    /** @param lastId where it goes on; empty to begin now */
    ResumingSubscriber(Interest interest, HubInFolder hub, Protocol protocol, Pace pace, String lastId) {
        this.lastId = lastId;
        this.interest = interest;
        this.hub = hub;
        this.protocol = protocol;
        this.pace = pace;
        this.thread = new Thread(this::run, interest.name());
        thread.setDaemon(true);
        thread.start();
    }

    Interest interest() {
        return interest;
    }

    private void run() {
        try {
            int port = awaitHub();
            while (port > 0) {
                stream(port);
                LockSupport.parkNanos(RETRY_NANOS);
                port = awaitHub();
            }
        } catch (InterruptedException end) {
            // Closed.
        } catch (Throwable e) {
            fail(e);
        }
    }

    private int awaitHub() throws InterruptedException {
        synchronized (this) {
            while (away && !closed) {
                wait();
            }
            if (closed) {
                return -1;
            }
        }
        return hub.awaitPort();
    }

    private void stream(int port) {
        try (RawClient client = RawClient.connect(port, protocol, pace.receiveBufferBytes)) {
            if (connected(client)) {
                client.deadline(DEADLINE_MILLIS);
                read(DecodedStream.open(client, protocol, interest.target(), lastId));
            }
        } catch (UncheckedIOException cutOff) {
            // It comes back.
        }
    }

    private synchronized boolean connected(RawClient client) {
        connection = client;
        return !away && !closed;
    }

    private void read(DecodedStream stream) {
        byte[] buffer = new byte[pace.readBytes];
        try {
            while (stream.readSome(buffer)) {
                take(stream);
                if (pace.pauseNanos > 0) {
                    LockSupport.parkNanos(pace.pauseNanos);
                }
            }
        } finally {
            lastId = stream.lastEventId();
        }
    }

    private synchronized void take(DecodedStream stream) {
        if (first.isEmpty()) {
            first = EventId.parse(stream.firstId());
        }
        for (SseMessage message = stream.poll(); message != null; message = stream.poll()) {
            if (message.type().equals(Gap.TYPE)) {
                JsonNode gap = JsonMapper.shared().readTree(message.data());
                assertThat(gap.get("earliest").asString()).isEqualTo(message.lastEventId());
                told.add(new Told(id(message), "", gap.get("reason").asString()));
            } else {
                assertThat(message.type()).isEqualTo(SseMessage.DEFAULT_TYPE);
                String key = TrackedEvent.keyOf(message.data());
                told.add(new Told(id(message), key, ""));
                keys.add(key);
            }
        }
        notifyAll();
    }

    private static EventId id(SseMessage message) {
        return EventId.parse(message.lastEventId()).orElseThrow();
    }

    private synchronized void fail(Throwable e) {
        failure = e;
        notifyAll();
    }

    /** Waits for the first block of its first stream: what is published from now on is for it. */
    ResumingSubscriber awaitJoined() throws InterruptedException {
        return await("the first block", () -> first.isPresent());
    }

    /** Waits for an event. */
    ResumingSubscriber awaitEvent(String key) throws InterruptedException {
        return await(key, () -> keys.contains(key));
    }

    private synchronized ResumingSubscriber await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);
        while (!condition.getAsBoolean()) {
            if (failure != null) {
                throw new AssertionError(interest.name() + " failed", failure);
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(interest.name() + ": not in time: " + what + "; last of " + told.size() + ": "
                        + told.subList(Math.max(0, told.size() - 3), told.size()));
            }
            wait(left);
        }
        return this;
    }

    /** Cut off, and not coming back before it is told to. */
    synchronized void goAway() {
        away = true;
        if (connection != null) {
            connection.close();
        }
    }

    synchronized void comeBack() {
        away = false;
        notifyAll();
    }

    /** The place from which on it is to get everything. */
    synchronized EventId first() {
        return first.orElseThrow();
    }

    /** Everything so far. */
    synchronized List<Told> told() {
        if (failure != null) {
            throw new AssertionError(interest.name() + " failed", failure);
        }
        return List.copyOf(told);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
            if (connection != null) {
                connection.close();
            }
        }
        thread.interrupt();
    }
}
