package dev.tidings.server.publish;

import dev.tidings.hub.log.LogFullException;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;

/** What a publisher is told when its events could not be appended. */
final class PublishFailure {

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    private PublishFailure() {}

    static Problem problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException refused) {
            return refused.problem();
        }
        if (cause instanceof IllegalArgumentException tooMuch) {
            return Problem.of(400, String.valueOf(tooMuch.getMessage()));
        }
        if (cause instanceof LogFullException) {
            return Problem.of(503, "the log cannot keep up; nothing was published, try again in a moment");
        }
        LOG.log(Level.WARNING, "publishing failed", cause);
        return Problem.of(503, "the log takes no events at the moment");
    }

    static Answer answer(Problem problem) {
        Answer answer = Answer.problem(problem);
        return problem.status() == 503 ? answer.with("Retry-After", "1") : answer;
    }
}
