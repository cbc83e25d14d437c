package dev.tidings.emitter;

/**
 * A listener that was added, until it is off. Safe for any thread.
 */
public interface Listening extends AutoCloseable {

    /**
     * Removes the listener: no call begins any more, not even for an event that was emitted before. A call that is under way goes on.
     * Idempotent.
     */
    void off();

    /** Whether it may be called yet: neither off nor called as often as it wanted. */
    boolean isOn();

    /** What is listened to: a topic, or a pattern of topics. */
    String topics();

    /** {@link #off()} */
    @Override
    default void close() {
        off();
    }
}
