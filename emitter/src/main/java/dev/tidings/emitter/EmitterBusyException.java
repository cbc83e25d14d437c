package dev.tidings.emitter;

import org.jspecify.annotations.Nullable;

/** More waits for listeners than the emitter's bound allows, as some of them are too slow. Nothing was published. */
public final class EmitterBusyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param calling what is being called now; null for nothing */
    EmitterBusyException(long pendingBytes, long maxPendingBytes, @Nullable Object calling) {
        super("pendingBytes: " + pendingBytes + " wait for listeners (expected: at most " + maxPendingBytes + ")"
                + (calling == null ? "" : ", now for a " + calling));
    }
}
