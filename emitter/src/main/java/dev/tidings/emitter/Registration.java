package dev.tidings.emitter;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A listener among others. Safe for any thread. */
final class Registration implements Listening {

    private final Listeners listeners;
    private final Interest interest;
    private final Terms terms;
    private final AtomicLong left;
    private final AtomicBoolean off = new AtomicBoolean();

    /**
     * How a listener wants to be called.
     *
     * @param first before those that are there already
     * @param times how often at most
     * @param filter what it wants to hear of all that it is interested in
     * @param whenOff when it is removed before it was called as often as it wanted
     */
    record Terms(boolean first, long times, Predicate<? super Emitted<?>> filter, Call call, Runnable whenOff) {

        static final long UNLIMITED = Long.MAX_VALUE;
    }

    Registration(Listeners listeners, Interest interest, Terms terms) {
        this.listeners = listeners;
        this.interest = interest;
        this.terms = terms;
        this.left = new AtomicLong(terms.times());
    }

    Interest interest() {
        return interest;
    }

    boolean isFirst() {
        return terms.first();
    }

    @Override
    public void off() {
        if (off.compareAndSet(false, true) && left.get() > 0) {
            listeners.remove(this);
            terms.whenOff().run();
        }
    }

    boolean isOff() {
        return off.get();
    }

    @Override
    public boolean isOn() {
        return !off.get() && left.get() > 0;
    }

    @Override
    public String topics() {
        return interest.topics();
    }

    /** In a turn. */
    void hear(Emission emission) {
        try {
            if (isOn() && terms.filter().test(emission.emitted()) && take()) {
                terms.call().on(emission, this);
            }
        } catch (Throwable e) { // whatever a listener or its filter throws, the others are called
            emission.failed(e);
        }
    }

    /** One of the times it wants to be called; with the last one it is removed, before it is called. */
    private boolean take() {
        if (terms.times() == Terms.UNLIMITED) {
            return true;
        }
        long now;
        do {
            now = left.get();
            if (now == 0) {
                return false;
            }
        } while (!left.compareAndSet(now, now - 1));
        if (now == 1) {
            listeners.remove(this);
        }
        return true;
    }

    @Override
    public String toString() {
        return "listener to " + interest;
    }
}
