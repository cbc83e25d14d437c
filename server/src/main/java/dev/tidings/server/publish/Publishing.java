package dev.tidings.server.publish;

import dev.tidings.hub.Hub;
import dev.tidings.server.http.Problem;
import dev.tidings.server.limit.Quotas;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all publishes of a server have in common. Safe for any thread.
 *
 * @param maxBytes most bytes of one body
 * @param budget what all bodies together may take
 * @param parsing where large bodies are parsed
 * @param failures what is said when the log fails
 * @param quotas how fast each may publish
 */
record Publishing(Hub hub, int maxBytes, BodyBudget budget, Executor parsing, PublishFailures failures, Quotas quotas) {

    /** Why a principal cannot publish so many events now, and after how many seconds it may; null if it can, and they are taken. */
    @Nullable
    TooFast takeEvents(String principal, int events) {
        long seconds = quotas.publish(principal, events);
        return seconds == 0 ? null : new TooFast(principal, quotas.limits().publishRate(), seconds);
    }

    Problem tooLarge() {
        return Problem.of(
                413, "body: more than " + maxBytes + " bytes (expected: at most that; send several requests)");
    }
}
