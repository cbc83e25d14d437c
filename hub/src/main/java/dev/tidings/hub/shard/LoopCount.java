package dev.tidings.hub.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that one thread at a time writes and any thread reads.
 * <p>
 * Costs its writer what a plain field does; who reads it sees a value that was there a moment ago.
 */
public final class LoopCount {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(LoopCount.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    /** The writing thread only. */
    public void add(long more) {
        set(value + more);
    }

    /** The writing thread only. */
    public void set(long now) {
        // Opaque: never torn and seen in the end. Nothing else is published by it, so it need not be ordered.
        VALUE.setOpaque(this, now);
    }

    /** Any thread. */
    public long get() {
        return (long) VALUE.getOpaque(this);
    }
}
