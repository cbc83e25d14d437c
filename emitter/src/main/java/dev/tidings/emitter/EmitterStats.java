package dev.tidings.emitter;

/**
 * What an emitter has done and holds, at one moment.
 *
 * @param emitted events that were published
 * @param emitFailures events that could not be
 * @param listenerFailures calls of listeners that ended by an exception
 * @param decodeFailures times that an event of the log could not be read as what it should be: once for each shard of each stream's
 *     format, and again whenever it is replayed
 * @param mapFailures times that the function of a stream threw, counted likewise
 * @param listeners that are on
 * @param pendingBytes what waits for listeners takes of the heap
 */
public record EmitterStats(
        long emitted,
        long emitFailures,
        long listenerFailures,
        long decodeFailures,
        long mapFailures,
        int listeners,
        long pendingBytes) {}
