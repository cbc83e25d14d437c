package dev.tidings.server.publish;

import dev.tidings.server.http.Answer;
import dev.tidings.server.http.Problem;
import dev.tidings.server.metrics.Refusal;

/**
 * Somebody publishes faster than it may.
 *
 * @param rate events that it may publish in a second
 * @param seconds after which it may go on
 */
record TooFast(String principal, long rate, long seconds) {

    Problem problem() {
        return Problem.of(
                429,
                "more than " + rate + " events a second of " + Problem.quote(principal)
                        + " (expected: at most that; go on in " + seconds + " s)");
    }

    /** @param problem {@link #problem()}, or one that says more */
    Answer answer(Problem problem) {
        return Answer.problem(problem)
                .with("Retry-After", Long.toString(seconds))
                .because(Refusal.PUBLISH_RATE);
    }
}
