package dev.tidings.hub;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;

/** Calls a listener, and keeps what it throws from everybody else. */
final class ListenerSubscriber extends LocalSubscriber {

    private static final Logger LOG = System.getLogger("dev.tidings.hub.listener");

    private final Listener listener;

    ListenerSubscriber(Listener listener, Executor executor, EventLoop loop) {
        super(executor, loop, Long.MAX_VALUE);
        this.listener = listener;
    }

    @Override
    void onDelivery(Delivery delivery) {
        guard(() -> listener.onDelivery(delivery));
    }

    @Override
    boolean onGap(Gap gap) {
        guard(() -> listener.onGap(gap));
        return true;
    }

    @Override
    void onEnd(CloseReason reason) {
        guard(() -> listener.onEnd(reason));
    }

    private void guard(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) { // whatever a listener throws, checked or not, must not end its turns
            LOG.log(Level.WARNING, "A listener failed; the next event follows all the same", e);
        }
    }
}
