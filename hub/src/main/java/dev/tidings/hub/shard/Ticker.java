package dev.tidings.hub.shard;

import java.util.concurrent.TimeUnit;

/** Tells the time that passes; tests bring their own. */
@FunctionalInterface
public interface Ticker {

    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallNanos() {
            return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        }
    };

    /** Nanoseconds since some fixed moment, while the machine is awake; only differences mean anything. */
    long nanos();

    /** Nanoseconds of the time of day, which jumps when somebody sets it and when the machine wakes up; only differences mean anything. */
    default long wallNanos() {
        return nanos();
    }
}
