package dev.tidings.emitter;

/** More waits for listeners than the emitter's bound allows, as some of them are too slow. Nothing was published. */
public final class EmitterBusyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    EmitterBusyException(long pendingBytes, long maxPendingBytes) {
        super("pendingBytes: " + pendingBytes + " wait for listeners (expected: at most " + maxPendingBytes + ")");
    }
}
