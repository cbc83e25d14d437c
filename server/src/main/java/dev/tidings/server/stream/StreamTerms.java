package dev.tidings.server.stream;

import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.Start;
import dev.tidings.hub.shard.WhenBehind;
import dev.tidings.hub.stream.StreamOpening;

/**
 * What a stream is to be.
 *
 * @param subscription what of the hub it is to carry
 * @param opening where and with what it begins
 * @param encoding how
 * @param whenBehind how its client is treated when it cannot keep up
 * @param pass by what somebody has it
 */
public record StreamTerms(
        Subscription subscription, StreamOpening opening, WireEncoding encoding, WhenBehind whenBehind, Pass pass) {

    /** Where it is to begin. */
    public Start start() {
        return opening.start();
    }

    /** Whether it begins with what was published before. */
    public boolean replays() {
        return !(start() instanceof Start.Now);
    }

    /** Whether its first block has to wait for the log. */
    public boolean readsLogFirst() {
        return start() instanceof Start.Last || (start() instanceof Start.After after && after.cap() > 0);
    }
}
