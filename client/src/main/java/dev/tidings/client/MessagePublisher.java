package dev.tidings.client;

import static java.util.Objects.requireNonNull;

import dev.tidings.sse.SseMessage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Messages of an inbox as a {@link Flow.Publisher} for one subscriber, whose demand is what is read. */
final class MessagePublisher implements Flow.Publisher<SseMessage> {

    private final Inbox inbox;
    private final Lane lane;
    private final Runnable close;
    private final AtomicBoolean taken = new AtomicBoolean();

    /** @param close closes the source */
    MessagePublisher(Inbox inbox, Lane lane, Runnable close) {
        this.inbox = inbox;
        this.lane = lane;
        this.close = close;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super SseMessage> subscriber) {
        requireNonNull(subscriber, "subscriber");
        if (taken.getAndSet(true)) {
            subscriber.onSubscribe(Refused.INSTANCE);
            subscriber.onError(new IllegalStateException("publisher: has a subscriber (expected: one in all)"));
            return;
        }
        Downstream downstream = new Downstream(subscriber);
        lane.execute(() -> {
            Listeners.call(() -> subscriber.onSubscribe(downstream));
            inbox.onNews(() -> lane.execute(downstream::emit));
            downstream.emit();
        });
    }

    private enum Refused implements Flow.Subscription {
        INSTANCE;

        @Override
        public void request(long more) {}

        @Override
        public void cancel() {}
    }

    private final class Downstream implements Flow.Subscription {

        private final Flow.Subscriber<? super SseMessage> subscriber;
        private final AtomicLong wanted = new AtomicLong();

        private volatile @Nullable Throwable fault;
        private volatile boolean cancelled;

        // Lane only.
        private boolean done;

        Downstream(Flow.Subscriber<? super SseMessage> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long more) {
            if (more <= 0) {
                fault = new IllegalArgumentException("request: " + more + " (expected: > 0)");
                close.run();
            } else {
                wanted.accumulateAndGet(more, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            }
            lane.execute(this::emit);
        }

        @Override
        public void cancel() {
            cancelled = true;
            inbox.onNews(() -> {});
            close.run();
        }

        private void emit() {
            while (!done && !cancelled && fault == null && wanted.get() > 0) {
                SseMessage next = inbox.poll();
                if (next == null) {
                    break;
                }
                if (wanted.get() != Long.MAX_VALUE) {
                    wanted.decrementAndGet();
                }
                guard(() -> subscriber.onNext(next));
            }
            if (!done && !cancelled && inbox.isOver()) {
                done = true;
                end();
            }
        }

        private void end() {
            EventSourceError reason = inbox.failure();
            Throwable thrown = fault != null ? fault : reason == null ? null : new EventSourceException(reason);
            if (thrown == null) {
                guard(subscriber::onComplete);
            } else {
                guard(() -> subscriber.onError(thrown));
            }
        }

        /** A subscriber that throws, which the rules forbid, has cancelled (Reactive Streams 2.13). */
        private void guard(Runnable call) {
            Listeners.call(() -> {
                try {
                    call.run();
                } catch (Throwable e) { // whatever it throws
                    cancel();
                    throw e;
                }
            });
        }
    }
}
