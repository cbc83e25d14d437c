package dev.tidings.server.http;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a request comes to when something has been looked up; nothing more of its connection is taken until then.
 *
 * @param outcome completed by any thread, perhaps with a {@link ProblemException}; what comes of it with the load of then is asked for
 *     on the event loop
 */
public record Later(CompletionStage<? extends Function<Load, ? extends Outcome>> outcome) implements Outcome {

    /**
     * Of a stage that has completed.
     *
     * @throws ProblemException if the request is refused
     */
    public static Outcome of(@Nullable Function<Load, ? extends Outcome> next, @Nullable Throwable failure, Load load) {
        if (next != null) {
            return next.apply(load);
        }
        Throwable cause = failure == null ? null : causeOf(failure);
        if (cause instanceof ProblemException refused) {
            throw refused;
        }
        throw new IllegalStateException(cause);
    }

    /** What a stage failed with: one that depends on it is told of it within another exception, itself it is not. */
    public static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
