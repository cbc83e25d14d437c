package dev.tidings.hubclient;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way: sent again, under one idempotency key, until the hub has said what became of it or its time is over.
 * <p>
 * One thread at a time: each step follows from the end of the one before.
 */
final class Sending {
    /*
     * An attempt without an answer leaves a doubt: the hub may have published the batch. Sent again under the same key it is not
     * published again, so a doubt does no harm as long as one of the attempts says what became of it. A refusal does not: what it is
     * about may have changed in between, a token that was taken back, a hub that was started with another configuration. So with a
     * doubt a refusal is a failure that may be published, and no part of the batch is sent under another key.
     *
     * Who closes the client asks for the doubt from another thread. It is there before a request is:
     *
     *    attempt()   doubt = true        abandon()   abandoned = true
     *                abandoned?                      doubt?
     *
     * Both are volatile, so at least one of them sees what the other has written: either nothing is sent, or the doubt is told.
     */

    /** What became of a batch. */
    sealed interface Outcome {

        record Published(Answer.Published answer) implements Outcome {}

        /** Nothing of it was published. */
        record Refused(Answer.Refused answer) implements Outcome {}

        /** Given up. */
        record Failed(PublishException why) implements Outcome {}
    }

    private final Exchange exchange;
    private final PublishLimits limits;
    private final Executor executor;
    private final Batch batch;
    private final Deadline deadline;
    private final Consumer<PublishRetry> onRetry;
    private final Consumer<Outcome> end;
    private final String key = UUID.randomUUID().toString();

    private int attempts;
    private String lastTrouble = "";
    private boolean tokenRefused;
    private boolean finished;

    // Read by who closes the client, too.
    private volatile boolean doubt;
    private volatile boolean abandoned;
    private volatile @Nullable CompletableFuture<Answer> underWay;

    /** @param end called once, on the executor, or on another thread if that takes no work */
    Sending(
            Exchange exchange,
            PublishLimits limits,
            Executor executor,
            InstantSource wall,
            Batch batch,
            Consumer<PublishRetry> onRetry,
            Consumer<Outcome> end) {
        this.exchange = exchange;
        this.limits = limits;
        this.executor = executor;
        this.batch = batch;
        this.onRetry = onRetry;
        this.deadline = new Deadline(batch.newestNanos(), limits.times().total(), wall);
        this.end = end;
    }

    Batch batch() {
        return batch;
    }

    /** Calls the supplier of the token on this thread. */
    void attempt() {
        if (abandoned) {
            return;
        }
        attempts++;
        guarded(() -> {
            HttpRequest request = request();
            if (request != null) {
                send(request);
            }
        });
    }

    /** Whatever a step throws, the batch ends: otherwise it would be in the way of all behind it, for ever. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            finish(new Outcome.Failed(failure(e.toString())));
        }
    }

    /** Null if there is no token now. */
    private @Nullable HttpRequest request() {
        byte[] body = batch.body();
        try {
            return exchange.request(body, key, limits.times().attempt());
        } catch (Exception noToken) {
            tryAgain(new Answer.NotNow("no token: " + noToken, false, Duration.ZERO));
            return null;
        }
    }

    private void send(HttpRequest request) {
        // Again, since a token may be long in coming.
        if (deadline.remainingNanos() <= 0) {
            finish(new Outcome.Failed(
                    failure("the time for it, " + limits.times().total() + ", was over when attempt " + attempts
                            + " could begin" + (lastTrouble.isEmpty() ? "" : "; before that: " + lastTrouble))));
            return;
        }
        boolean doubtBefore = doubt;
        doubt = true;
        if (abandoned) {
            return;
        }
        CompletableFuture<Answer> answer =
                exchange.send(request, batch.events(), limits.times().attempt());
        underWay = answer;
        if (abandoned) {
            answer.cancel(true);
        }
        answer.whenComplete((read, failure) -> guarded(() -> {
            underWay = null;
            if (failure == null) {
                answered(read, doubtBefore);
            } else {
                finish(new Outcome.Failed(failure("its answer could not be handed on: " + failure)));
            }
        }));
    }

    /** Nothing more is sent, and what comes of it is of no interest. Any thread. */
    PublishException abandon(String why) {
        abandoned = true;
        PublishException failure = failure(why);
        CompletableFuture<Answer> waitingFor = underWay;
        if (waitingFor != null) {
            waitingFor.cancel(true);
        }
        return failure;
    }

    private PublishException failure(String why) {
        boolean mayBePublished = doubt;
        return new PublishException(
                (mayBePublished ? "it may or may not have been published: " : "it was not published: ") + why,
                mayBePublished);
    }

    private void finish(Outcome outcome) {
        if (!finished) {
            finished = true;
            end.accept(outcome);
        }
    }

    private void answered(Answer answer, boolean doubtBefore) {
        if (answer instanceof Answer.Published published) {
            finish(new Outcome.Published(published));
        } else if (answer instanceof Answer.Refused refused) {
            doubt = doubtBefore;
            refused(refused);
        } else if (answer instanceof Answer.NotNow notNow) {
            doubt = doubtBefore || notNow.mayBePublished();
            tokenRefused = false;
            tryAgain(notNow);
        }
    }

    private void refused(Answer.Refused refused) {
        if (refused.status() == 401 && !tokenRefused) {
            // It may have expired on the way: the supplier has another one.
            tokenRefused = true;
            attempt();
        } else if (doubt) {
            finish(new Outcome.Failed(
                    failure("refused with " + refused.status() + " when it was sent again: " + refused.detail())));
        } else {
            finish(new Outcome.Refused(refused));
        }
    }

    private void tryAgain(Answer.NotNow why) {
        lastTrouble = why.why();
        long pauseNanos = Pauses.nanos(limits, attempts, why.after(), ThreadLocalRandom.current());
        if (pauseNanos >= deadline.remainingNanos()) {
            String tried = attempts == 1 ? "1 attempt" : attempts + " attempts";
            finish(new Outcome.Failed(
                    failure(tried + " within " + limits.times().total() + ": " + why.why())));
            return;
        }
        onRetry.accept(new PublishRetry(why.why(), attempts, Duration.ofNanos(pauseNanos)));
        // Not by way of the executor itself: what it throws there, nobody would hear of.
        CompletableFuture.delayedExecutor(pauseNanos, TimeUnit.NANOSECONDS).execute(this::attemptOnExecutor);
    }

    private void attemptOnExecutor() {
        guarded(() -> executor.execute(this::attempt));
    }
}
