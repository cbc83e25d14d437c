package dev.tidings.hub;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as a {@link Flow.Publisher}: each of its subscribers is a cursor of its own, so its demand is what is read.
 * <p>
 * Stands for {@code onSubscribe} first and {@code onNext} one at a time (Reactive Streams 1.3); a gap is an error, since events
 * are missing.
 */
final class DeliveryStream implements Flow.Publisher<Delivery> {

    private final Hub hub;
    private final Subscription subscription;
    private final Start start;

    DeliveryStream(Hub hub, Subscription subscription, Start start) {
        this.hub = hub;
        this.subscription = subscription;
        this.start = start;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Delivery> subscriber) {
        requireNonNull(subscriber, "subscriber");
        Downstream downstream = new Downstream(subscriber, hub.listeners(), hub.ownLoop());
        subscriber.onSubscribe(downstream);
        downstream.membership = hub.join(downstream, subscription, start);
        if (downstream.cancelled) {
            downstream.cancel();
        }
    }

    private static final class Downstream extends LocalSubscriber implements Flow.Subscription {

        private final Flow.Subscriber<? super Delivery> subscriber;

        // Written once by the subscribing thread; whoever cancels earlier is seen by that thread afterwards.
        private volatile @Nullable Membership membership;
        private volatile boolean cancelled;
        private volatile @Nullable Throwable fault;

        Downstream(Flow.Subscriber<? super Delivery> subscriber, Executor executor, EventLoop loop) {
            super(executor, loop, 0);
            this.subscriber = subscriber;
        }

        @Override
        public void request(long more) {
            if (more <= 0) {
                fault = new IllegalArgumentException("request: " + more + " (expected: > 0)");
                leave();
                ended(CloseReason.SHUTDOWN);
            } else {
                super.request(more);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            stop();
            leave();
        }

        private void leave() {
            Membership joined = membership;
            if (joined != null) {
                joined.leave();
            }
        }

        @Override
        void onDelivery(Delivery delivery) {
            try {
                subscriber.onNext(delivery);
            } catch (RuntimeException e) {
                cancel();
                throw e;
            }
        }

        @Override
        boolean onGap(Gap gap) {
            leave();
            subscriber.onError(new GapException(gap));
            return false;
        }

        @Override
        void onEnd(CloseReason reason) {
            Throwable cause = fault;
            if (cause != null) {
                subscriber.onError(cause);
            } else {
                subscriber.onComplete();
            }
        }
    }
}
