package dev.tidings.hub.shard;

/** Tells the time that passes; tests bring their own. */
@FunctionalInterface
public interface Ticker {

    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since some fixed moment; only differences mean anything. */
    long nanos();
}
