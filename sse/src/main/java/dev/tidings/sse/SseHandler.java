package dev.tidings.sse;

import java.time.Duration;

/**
 * Receives what an {@link EventDecoder} finds, in the order of the stream, on the thread that feeds the decoder.
 *
 * <p>What a method throws comes out of {@link EventDecoder#decode} and ends that decoder's use.
 */
public interface SseHandler {
    /** A blank line ended an event that had data. */
    void onMessage(SseMessage message);

    /**
     * A blank line committed the id that its block named, with data or without. Comes before the block's message, as in
     * the standard. An id in a block that never ended is not reported.
     *
     * @param id from now on the last event id; empty if the stream took it back
     */
    default void onId(String id) {}

    /**
     * The stream set the reconnection time. Takes effect at once, not at the end of the block.
     *
     * @param reconnectionTime 0 to {@link Long#MAX_VALUE} ms; a larger number on the wire counts as the largest
     */
    default void onRetry(Duration reconnectionTime) {}

    /**
     * A comment line.
     *
     * @param text all that follows the colon, a leading space included
     */
    default void onComment(String text) {}
}
