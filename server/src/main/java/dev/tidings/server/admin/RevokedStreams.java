package dev.tidings.server.admin;

import dev.tidings.hub.Hub;
import dev.tidings.server.access.Revocations;
import dev.tidings.server.stream.OpenStream;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Ends the streams of a hub that rest on what was revoked.
 *
 * @param hub of the streams
 */
public record RevokedStreams(Hub hub) implements Revocations.Watcher {

    /** Whatever else a user has in the hub, of which nobody knows by what: that, too. */
    @Override
    public CompletionStage<Integer> revoked(String principal, Instant issuedBefore) {
        return hub.disconnect(view -> view.principal().equals(principal)
                && !(view.subscriber() instanceof OpenStream stream
                        && !stream.issuedAt().isBefore(issuedBefore)));
    }
}
