package dev.tidings.server.stream;

import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.Start;
import dev.tidings.hub.shard.WhenBehind;

/**
 * What a stream is to be.
 *
 * @param subscription what of the hub it is to carry
 * @param start where it is to begin
 * @param encoding how
 * @param whenBehind how its client is treated when it cannot keep up
 * @param pass by what somebody has it
 */
public record StreamTerms(
        Subscription subscription, Start start, WireEncoding encoding, WhenBehind whenBehind, Pass pass) {

    /** Whether it begins with what was published before. */
    public boolean replays() {
        return !(start instanceof Start.Now);
    }

    /** Whether its first block has to wait for the log. */
    public boolean readsLogFirst() {
        return start instanceof Start.Last || (start instanceof Start.After after && after.cap() > 0);
    }
}
