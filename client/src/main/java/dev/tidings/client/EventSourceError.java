package dev.tidings.client;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Why an {@link EventSource} has no stream any more, or got none, and whether it will try again.
 */
public sealed interface EventSourceError {

    /** How long the source waits from now on until its next request; empty if it has given up and is {@link ReadyState#CLOSED}. */
    Optional<Duration> reconnectsIn();

    /** Whether the source is {@link ReadyState#CONNECTING} and not {@link ReadyState#CLOSED}. */
    default boolean willReconnect() {
        return reconnectsIn().isPresent();
    }

    /** What happened, in one line. */
    String message();

    /** The exception behind it, if there is one. */
    default Optional<Throwable> cause() {
        return Optional.empty();
    }

    /** There was no connection to be had, it broke, or what came over it was not HTTP. */
    record ConnectionLost(Throwable exception, Optional<Duration> reconnectsIn) implements EventSourceError {
        @Override
        public String message() {
            String text = exception.getMessage();
            return "connection lost: "
                    + (text == null || text.isEmpty() ? exception.getClass().getSimpleName() : text);
        }

        @Override
        public Optional<Throwable> cause() {
            return Optional.of(exception);
        }
    }

    /** The server ended the stream. */
    record EndOfStream(Optional<Duration> reconnectsIn) implements EventSourceError {
        @Override
        public String message() {
            return "the server ended the stream";
        }
    }

    /** For as long as {@link EventSourceBuilder#idleTimeout} allows no byte came, be it of an answer or of a stream. */
    record IdleTimeout(Duration timeout, Optional<Duration> reconnectsIn) implements EventSourceError {
        @Override
        public String message() {
            return "nothing came for " + timeout.toMillis() + " ms";
        }
    }

    /**
     * The answer's status is not 200. Final unless {@link RetryPolicy#retriedStatuses} names it.
     *
     * @param body the beginning of the answer's body, at most 8 KiB of it, as UTF-8; what a person should read
     */
    record UnexpectedStatus(int status, String body, Optional<Duration> reconnectsIn) implements EventSourceError {
        @Override
        public String message() {
            return "status: " + status + " (expected: 200)";
        }
    }

    /**
     * The answer is no event stream. Final.
     *
     * @param contentType as it came, empty if it was not there
     */
    record UnexpectedContentType(String contentType, Optional<Duration> reconnectsIn) implements EventSourceError {
        @Override
        public String message() {
            return "Content-Type: " + (contentType.isEmpty() ? "none" : contentType) + " (expected: text/event-stream)";
        }
    }

    /**
     * A redirect leads nowhere: no usable {@code Location}, from https to http, or too many of them. Final.
     *
     * @param from what was asked for
     * @param reason what is wrong with the answer
     */
    record RedirectFailed(URI from, String reason, Optional<Duration> reconnectsIn) implements EventSourceError {
        @Override
        public String message() {
            return "redirect: " + reason;
        }
    }

    /**
     * An event, or a line, is larger than {@link EventSourceBuilder#maxEventBytes}. Final: the server would send it again.
     */
    record EventTooLarge(int maxEventBytes, Optional<Duration> reconnectsIn) implements EventSourceError {
        @Override
        public String message() {
            return "event: too large (expected: <= " + maxEventBytes + " bytes)";
        }
    }

    /**
     * The last id cannot be sent, since the JDK's HTTP client would make a {@code ?} of each byte that is not ASCII. Final: without
     * it events would be lost, and nobody would know.
     */
    record UnsendableId(String lastEventId, Optional<Duration> reconnectsIn) implements EventSourceError {
        @Override
        public String message() {
            return "Last-Event-ID: cannot be sent (expected: printable ASCII, no spaces around it)";
        }
    }

    /**
     * The executor does not take tasks, so that nobody can be told of messages. Final. Listeners are told on the thread that found
     * out.
     */
    record ExecutorFailed(Throwable exception, Optional<Duration> reconnectsIn) implements EventSourceError {
        @Override
        public String message() {
            return "executor: " + exception;
        }

        @Override
        public Optional<Throwable> cause() {
            return Optional.of(exception);
        }
    }

    /** The supplier of headers threw, or what it supplied cannot be sent. */
    record HeadersFailed(Throwable exception, Optional<Duration> reconnectsIn) implements EventSourceError {
        @Override
        public String message() {
            return "headers: " + exception;
        }

        @Override
        public Optional<Throwable> cause() {
            return Optional.of(exception);
        }
    }
}
