package dev.tidings.client;

import dev.tidings.client.EventSourceError.ConnectionLost;
import dev.tidings.client.EventSourceError.EndOfStream;
import dev.tidings.client.EventSourceError.EventTooLarge;
import dev.tidings.client.EventSourceError.ExecutorFailed;
import dev.tidings.client.EventSourceError.HeadersFailed;
import dev.tidings.client.EventSourceError.IdleTimeout;
import dev.tidings.client.EventSourceError.RedirectFailed;
import dev.tidings.client.EventSourceError.UnexpectedContentType;
import dev.tidings.client.EventSourceError.UnexpectedStatus;
import dev.tidings.client.EventSourceError.UnsendableId;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * How an attempt ended, before it is known when the next one begins.
 *
 * @param error what listeners are told, given that time
 * @param passing whether the next attempt may do better
 * @param atLeast how long the server wants to be left alone
 */
record Failure(Function<Optional<Duration>, EventSourceError> error, boolean passing, Duration atLeast) {

    private static Failure passing(Function<Optional<Duration>, EventSourceError> error) {
        return new Failure(error, true, Duration.ZERO);
    }

    private static Failure lasting(Function<Optional<Duration>, EventSourceError> error) {
        return new Failure(error, false, Duration.ZERO);
    }

    static Failure connectionLost(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return passing(in -> new ConnectionLost(cause, in));
    }

    static Failure endOfStream() {
        return passing(EndOfStream::new);
    }

    static Failure idleTimeout(Duration timeout) {
        return passing(in -> new IdleTimeout(timeout, in));
    }

    static Failure executor(Throwable thrown) {
        return lasting(in -> new ExecutorFailed(thrown, in));
    }

    static Failure headers(Throwable thrown) {
        return passing(in -> new HeadersFailed(thrown, in));
    }

    static Failure status(int status, String body, boolean retried, Duration retryAfter) {
        return new Failure(in -> new UnexpectedStatus(status, body, in), retried, retryAfter);
    }

    static Failure contentType(String contentType) {
        return lasting(in -> new UnexpectedContentType(contentType, in));
    }

    static Failure redirect(URI from, String reason) {
        return lasting(in -> new RedirectFailed(from, reason, in));
    }

    static Failure eventTooLarge(int maxEventBytes) {
        return lasting(in -> new EventTooLarge(maxEventBytes, in));
    }

    static Failure unsendableId(String lastEventId) {
        return lasting(in -> new UnsendableId(lastEventId, in));
    }
}
