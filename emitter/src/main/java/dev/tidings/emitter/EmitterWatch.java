package dev.tidings.emitter;

/**
 * Is told of listeners as they come and go: in order, one call at a time, by one of those who add and remove them, whom it must not
 * block. It may add and remove listeners itself.
 */
public interface EmitterWatch {

    /**
     * A listener was added.
     *
     * @param topics what it listens to: a topic, or a pattern
     * @param listeners how many listen to just that now
     */
    default void added(String topics, int listeners) {}

    /** A listener was removed, by somebody or since it was called as often as it wanted; as {@link #added}. */
    default void removed(String topics, int listeners) {}

    /** There are more listeners to the same than {@link Emitter.Builder#leakWarning} allows: perhaps nobody removes them. As {@link #added}. */
    default void leakSuspected(String topics, int listeners) {}
}
