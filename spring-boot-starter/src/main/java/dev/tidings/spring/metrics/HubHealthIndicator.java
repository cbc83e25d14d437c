package dev.tidings.spring.metrics;

import dev.tidings.hub.Hub;
import dev.tidings.hub.log.EventLog;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up as long as the hub's log can be read. Reading it may block, as other indicators do. */
final class HubHealthIndicator extends AbstractHealthIndicator {

    private final Hub hub;
    private final @Nullable EventLog log;

    /** @param log null if the application's hub keeps it to itself */
    HubHealthIndicator(Hub hub, @Nullable EventLog log) {
        super("The log of the hub cannot be read");
        this.hub = hub;
        this.log = log;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        if (log != null) {
            log.read(log.earliest(), 1);
        }
        health.up()
                .withDetail("head", hub.head().toString())
                .withDetail(
                        "subscribers",
                        hub.stats()
                                .sum(shard -> shard.members().joined()
                                        - shard.members().left()));
    }
}
