package dev.tidings.hub;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.EventLoop;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.shard.Start;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

    private static final Logger LOG = System.getLogger("dev.tidings.hub.listener");

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
        try {
            downstream.joined(hub.join(downstream, subscription, start));
        } catch (IllegalStateException e) {
            downstream.refuse(e);
        }
    }

    private static final class Downstream extends LocalSubscriber implements Flow.Subscription {

        private final Flow.Subscriber<? super Delivery> subscriber;

        // Written once by the subscribing thread; whoever is done earlier is seen by that thread afterwards.
        private volatile @Nullable Membership membership;
        private volatile boolean done;
        private volatile @Nullable Throwable fault;

        Downstream(Flow.Subscriber<? super Delivery> subscriber, Executor executor, EventLoop loop) {
            super(executor, loop, 0);
            this.subscriber = subscriber;
        }

        @Override
        public void request(long more) {
            if (more <= 0) {
                refuse(new IllegalArgumentException("request: " + more + " (expected: > 0)"));
            } else {
                super.request(more);
            }
        }

        @Override
        public void cancel() {
            stop();
            leave();
        }

        private void refuse(Throwable cause) {
            fault = cause;
            cutShort();
            leave();
        }

        void joined(Membership as) {
            membership = as;
            if (done) {
                as.leave();
            }
        }

        private void leave() {
            done = true;
            Membership joined = membership;
            if (joined != null) {
                joined.leave();
            }
        }

        @Override
        void onDelivery(Delivery delivery) {
            guard(() -> subscriber.onNext(delivery));
        }

        @Override
        boolean onGap(Gap gap) {
            leave();
            guard(() -> subscriber.onError(new GapException(gap)));
            return false;
        }

        @Override
        void onEnd(CloseReason reason) {
            Throwable cause = fault;
            if (cause != null) {
                guard(() -> subscriber.onError(cause));
            } else {
                guard(subscriber::onComplete);
            }
        }

        /** A subscriber that throws, which the rules forbid, has cancelled (Reactive Streams 2.13). */
        private void guard(Runnable call) {
            try {
                call.run();
            } catch (Throwable e) { // whatever it throws, checked or not, must not reach the executor
                LOG.log(Level.WARNING, "A subscriber failed and is cancelled", e);
                cancel();
            }
        }
    }
}
