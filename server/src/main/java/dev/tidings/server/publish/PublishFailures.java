package dev.tidings.server.publish;

import dev.tidings.hub.log.IdempotencyException;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.log.LogFullException;
import dev.tidings.hub.log.LogUnavailableException;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.Later;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What a publisher is told when its events could not be appended; what an administrator should know is logged, and not again
 * for each of thousands of requests. Any thread.
 */
final class PublishFailures {

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    /** 10 s: a full disk is seen soon in the log, and does not fill it. */
    static final long LOG_INTERVAL_NANOS = 10_000_000_000L;

    private static final String RETRY_SECONDS = "1";

    /** 60 s: keys are forgotten minute by minute. */
    private static final String KEYS_RETRY_SECONDS = "60";

    private final LongSupplier nanoTime;
    private final AtomicLong loggedNanos;

    /** @param nanoTime as {@link System#nanoTime()} */
    PublishFailures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.loggedNanos = new AtomicLong(nanoTime.getAsLong() - LOG_INTERVAL_NANOS);
    }

    Problem problem(Throwable failure) {
        Throwable cause = Later.causeOf(failure);
        if (cause instanceof ProblemException refused) {
            return refused.problem();
        }
        if (cause instanceof IllegalArgumentException tooMuch) {
            return Problem.of(400, String.valueOf(tooMuch.getMessage()));
        }
        if (cause instanceof IdempotencyException refused) {
            boolean other = refused.reason() == IdempotencyException.Reason.OTHER_EVENTS;
            return Problem.of(other ? 422 : 429, String.valueOf(refused.getMessage()));
        }
        if (cause instanceof LogFullException) {
            return Problem.of(503, "the log cannot keep up; nothing was published, try again in a moment");
        }
        if (cause instanceof LogClosedException) {
            return Problem.of(503, "the log is closed: the hub is stopping");
        }
        log(cause);
        return cause instanceof LogUnavailableException
                ? Problem.of(503, String.valueOf(cause.getMessage()))
                : Problem.of(503, "the log takes no events at the moment");
    }

    /** Whether the same events, fewer at a time, may fare better: their keys are looked at one by one. */
    static boolean isAboutKeys(Throwable failure) {
        return Later.causeOf(failure) instanceof IdempotencyException;
    }

    private void log(Throwable cause) {
        long now = nanoTime.getAsLong();
        long last = loggedNanos.get();
        if (now - last >= LOG_INTERVAL_NANOS && loggedNanos.compareAndSet(last, now)) {
            LOG.log(Level.WARNING, "publishing failed", cause);
        }
    }

    static Answer answer(Problem problem) {
        Answer answer = Answer.problem(problem);
        return switch (problem.status()) {
            case 429 -> answer.with("Retry-After", KEYS_RETRY_SECONDS);
            case 503 -> answer.with("Retry-After", RETRY_SECONDS);
            default -> answer;
        };
    }
}
