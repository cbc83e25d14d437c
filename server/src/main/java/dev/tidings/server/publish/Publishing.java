package dev.tidings.server.publish;

import dev.tidings.hub.Hub;
import dev.tidings.server.http.Problem;
import java.util.concurrent.Executor;

/**
 * What all publishes of a server have in common. Safe for any thread.
 *
 * @param maxBytes most bytes of one body
 * @param budget what all bodies together may take
 * @param parsing where large bodies are parsed
 * @param failures what is said when the log fails
 */
record Publishing(Hub hub, int maxBytes, BodyBudget budget, Executor parsing, PublishFailures failures) {

    Problem tooLarge() {
        return Problem.of(
                413, "body: more than " + maxBytes + " bytes (expected: at most that; send several requests)");
    }
}
