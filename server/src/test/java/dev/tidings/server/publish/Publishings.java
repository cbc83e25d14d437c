package dev.tidings.server.publish;

import dev.tidings.hub.Hub;
import dev.tidings.server.limit.PeerLimits;
import dev.tidings.server.limit.Quotas;
import java.util.concurrent.Executor;

/** What publishes of a server share, for tests. */
final class Publishings {

    private static final int BODY_BYTES = 8 << 20;

    private Publishings() {}

    static Publishing of(Hub hub, BodyBudget budget, Executor parsing) {
        return new Publishing(
                hub,
                BODY_BYTES,
                budget,
                parsing,
                new PublishFailures(System::nanoTime),
                new Quotas(PeerLimits.DEFAULT, System::nanoTime));
    }
}
