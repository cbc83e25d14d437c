package dev.tidings.client;

import dev.tidings.client.Attempt.Events;
import dev.tidings.sse.EventDecoder;
import dev.tidings.sse.EventTooLargeException;
import dev.tidings.sse.SseHandler;
import dev.tidings.sse.SseMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a source connected: one attempt after the other, until it is closed or one fails for good.
 * <p>
 * Everything that listeners hear of happens on its lane; what the HTTP client and the timer have to say is handed over to it.
 */
final class Reconnector {
    /*
     *              opened                   close, or a failure that lasts
     *   CONNECTING ──────> OPEN         from both ─────────────────────────> CLOSED
     *      ^  │              │
     *      │  └─passing──────┤
     *      │     failure     v
     *      └──── wait: the base, longer with each failure in a row
     */

    private final Settings settings;
    private final Delivery delivery;
    private final Lane lane;

    // Any thread reads. The lane writes, but for close(), which wins: nothing follows CLOSED.
    private volatile ReadyState state = ReadyState.CONNECTING;
    private volatile String lastEventId;

    // Written by close() alone: a source that has given up still tells why, one that was closed tells nothing.
    private volatile boolean muted;

    // The lane writes, and looks at the state behind it; close() writes the state, and looks at these behind it.
    private volatile @Nullable Attempt attempt;
    private volatile Runnable pendingTimer = () -> {};

    // Lane only.
    private @Nullable EventDecoder decoder;
    private @Nullable Duration serversTime;
    private int failures;
    private long openedNanos;
    private boolean heardMessage;

    Reconnector(Settings settings, Delivery delivery) {
        this.settings = settings;
        this.delivery = delivery;
        this.lane = new Lane(settings.executor(), this::executorFailed, this::broken);
        this.lastEventId = settings.lastEventId();
    }

    void start() {
        lane.execute(this::connect);
    }

    ReadyState state() {
        return state;
    }

    String lastEventId() {
        return lastEventId;
    }

    Lane lane() {
        return lane;
    }

    boolean isClosed() {
        return state == ReadyState.CLOSED;
    }

    /** Any thread. No call to a listener begins once this has returned. */
    void close() {
        muted = true;
        turn(ReadyState.CLOSED);
        release();
        delivery.end(null);
        lane.execute(() -> decoder = null);
    }

    /** False if it was closed before. */
    private synchronized boolean turn(ReadyState to) {
        boolean open = !isClosed();
        if (open) {
            state = to;
        }
        return open;
    }

    /** From now on the id is that of what listeners have got. False if the source is closed: then they get nothing more. */
    private synchronized boolean reach(String id) {
        boolean open = !isClosed();
        if (open) {
            lastEventId = id;
        }
        return open;
    }

    /** Also lets go of the connection's buffers: who closes a source may keep it. */
    private void release() {
        pendingTimer.run();
        Attempt ending = attempt;
        if (ending != null) {
            ending.abort();
            attempt = null;
        }
    }

    private void connect() {
        if (isClosed()) {
            return;
        }
        Attempt next = new Attempt(settings, lastEventId, new OnLane());
        attempt = next;
        heardMessage = false;
        decoder = null;
        watch(next, settings.idleTimeout().toNanos());
        next.start();
        if (isClosed()) {
            release();
        }
    }

    private void opened(Attempt by, String origin) {
        if (!turn(ReadyState.OPEN)) {
            return;
        }
        decoder = new EventDecoder(origin, lastEventId, settings.maxEventBytes(), new Decoded());
        openedNanos = settings.timer().nanos();
        tell(settings.listeners().ofOpen(), Runnable::run);
        delivery.whenTaken(by::more);
    }

    private void chunk(Attempt by, List<ByteBuffer> chunk) {
        EventDecoder stream = decoder;
        if (stream == null) {
            return;
        }
        try {
            for (ByteBuffer buffer : chunk) {
                stream.decode(buffer);
            }
            reach(stream.lastEventId());
        } catch (EventTooLargeException e) {
            failed(Failure.eventTooLarge(settings.maxEventBytes()));
            return;
        }
        if (!isClosed()) {
            delivery.whenTaken(by::more);
        }
    }

    /** The source cannot tell anybody anything any more, but for this, on the thread that found out. */
    private void executorFailed(Throwable thrown) {
        failed(Failure.executor(thrown));
    }

    /** Something that should not throw did; memory may have run out. What was not delivered comes again. */
    private void broken(Throwable thrown) {
        Listeners.report(thrown);
        if (!isClosed()) {
            failed(Failure.connectionLost(thrown));
        }
    }

    private void failed(Failure failure) {
        boolean healthy = decoder != null && isHealthy();
        decoder = null;
        release();
        failures = healthy ? 1 : failures + 1;
        boolean again = failure.passing() && settings.retryPolicy().enabled();
        Optional<Duration> wait = again ? Optional.of(wait(failure)) : Optional.empty();
        if (!turn(again ? ReadyState.CONNECTING : ReadyState.CLOSED)) {
            return;
        }
        EventSourceError error = failure.error().apply(wait);
        if (wait.isEmpty()) {
            delivery.end(error);
        }
        // Before listeners are told, since they may take their time; an attempt would wait for the lane.
        wait.ifPresent(time -> after(time.toNanos(), this::connect));
        tell(settings.listeners().ofError(), listener -> listener.accept(error));
    }

    private boolean isHealthy() {
        long lasted = settings.timer().nanos() - openedNanos;
        return heardMessage || lasted >= settings.retryPolicy().healthyAfter().toNanos();
    }

    private Duration wait(Failure failure) {
        RetryPolicy policy = settings.retryPolicy();
        Duration base = serversTime == null ? policy.reconnectionTime() : serversTime;
        Duration atLeast = RetryPolicy.longer(base, failure.atLeast());
        return policy.delay(atLeast, failures, ThreadLocalRandom.current()::nextDouble);
    }

    private boolean isPresent(Attempt one) {
        return attempt == one;
    }

    /** Ends the attempt if its server has been silent for too long. */
    private void watch(Attempt watched, long nanos) {
        long timeoutNanos = settings.idleTimeout().toNanos();
        if (timeoutNanos == 0 || !isPresent(watched)) {
            return;
        }
        after(nanos, () -> {
            long left = timeoutNanos - watched.idleNanos();
            if (isPresent(watched) && left <= 0) {
                failed(Failure.idleTimeout(settings.idleTimeout()));
            } else {
                watch(watched, left);
            }
        });
    }

    /** There is one thing to wait for at any time: the next attempt, or the end of the idle timeout. */
    private void after(long nanos, Runnable task) {
        pendingTimer = settings.timer()
                .schedule(
                        () -> lane.execute(() -> {
                            if (!isClosed()) {
                                task.run();
                            }
                        }),
                        nanos);
        if (isClosed()) {
            pendingTimer.run();
        }
    }

    private <T> void tell(List<T> listeners, Consumer<T> call) {
        for (T listener : listeners) {
            if (!muted) {
                Listeners.call(() -> call.accept(listener));
            }
        }
    }

    /** Hands over what an attempt has to say; what one says that is not the present one any more is nobody's concern. */
    private final class OnLane implements Events {
        @Override
        public void opened(Attempt by, String origin) {
            handOver(by, () -> Reconnector.this.opened(by, origin));
        }

        @Override
        public void chunk(Attempt by, List<ByteBuffer> chunk) {
            handOver(by, () -> Reconnector.this.chunk(by, chunk));
        }

        @Override
        public void failed(Attempt by, Failure failure) {
            handOver(by, () -> Reconnector.this.failed(failure));
        }

        private void handOver(Attempt by, Runnable news) {
            lane.execute(() -> {
                if (isPresent(by) && !isClosed()) {
                    news.run();
                }
            });
        }
    }

    /**
     * What comes out of the decoder. A listener may close the source in the middle of a chunk. An id is reached with its message;
     * that of a block without one, when the chunk has been read.
     */
    private final class Decoded implements SseHandler {
        @Override
        public void onMessage(SseMessage message) {
            if (reach(message.lastEventId())) {
                heardMessage = true;
                delivery.message(message);
            }
        }

        @Override
        public void onRetry(Duration reconnectionTime) {
            serversTime = reconnectionTime;
        }

        @Override
        public void onComment(String text) {
            tell(settings.listeners().ofComment(), listener -> listener.accept(text));
        }
    }
}
