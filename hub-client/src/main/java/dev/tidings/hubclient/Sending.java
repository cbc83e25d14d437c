package dev.tidings.hubclient;

import java.time.Duration;
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
     * published again, so a doubt does no harm as long as one of the attempts is answered. It matters where that does not happen,
     * and where an answer is a refusal:
     *
     *   400, 413   are about the body. The attempt in doubt had the same body: it was refused too, and there is no doubt
     *   others     may be about what has changed in between, a token that was taken back: the doubt stays
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
    private final byte[] body;
    private final long deadlineNanos;
    private final Consumer<Outcome> end;
    private final String key = UUID.randomUUID().toString();

    private int attempts;
    private boolean tokenRefused;

    // Read by who closes the client, too.
    private volatile boolean doubt;
    private volatile boolean abandoned;
    private volatile @Nullable CompletableFuture<Answer> underWay;

    /** @param end called once, on the executor */
    Sending(Exchange exchange, PublishLimits limits, Executor executor, Batch batch, Consumer<Outcome> end) {
        this.exchange = exchange;
        this.limits = limits;
        this.executor = executor;
        this.batch = batch;
        this.body = batch.body();
        this.deadlineNanos = batch.newestNanos() + limits.total().toNanos();
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
        CompletableFuture<Answer> answer = exchange.send(body, batch.events(), key, limits.attempt());
        underWay = answer;
        answer.whenComplete((read, failure) -> {
            underWay = null;
            if (failure == null) {
                answered(read);
            } else {
                doubt = true;
                end.accept(new Outcome.Failed(failure("the executor takes no work")));
            }
        });
    }

    /** Nothing more is sent, and what comes of it is of no interest. Any thread. */
    PublishException abandon(String why) {
        abandoned = true;
        CompletableFuture<Answer> waitingFor = underWay;
        if (waitingFor != null) {
            doubt = true;
            waitingFor.cancel(true);
        }
        return failure(why);
    }

    private PublishException failure(String why) {
        return new PublishException(
                (doubt ? "it may or may not have been published: " : "it was not published: ") + why, doubt);
    }

    private void answered(Answer answer) {
        if (answer instanceof Answer.Published published) {
            end.accept(new Outcome.Published(published));
        } else if (answer instanceof Answer.Refused refused) {
            refused(refused);
        } else if (answer instanceof Answer.NotNow notNow) {
            if (notNow.mayBePublished()) {
                doubt = true;
            }
            tokenRefused = false;
            tryAgain(notNow);
        }
    }

    private void refused(Answer.Refused refused) {
        if (refused.status() == 401 && !tokenRefused) {
            // It may have expired on the way: the supplier has another one.
            tokenRefused = true;
            attempt();
            return;
        }
        boolean aboutBody = refused.status() == 400 || refused.status() == 413;
        end.accept(
                doubt && !aboutBody
                        ? new Outcome.Failed(failure("refused when it was sent again: " + refused.detail()))
                        : new Outcome.Refused(refused));
    }

    private void tryAgain(Answer.NotNow why) {
        long pauseNanos = Math.max(pauseNanos(), why.after().toNanos());
        if (pauseNanos >= remainingNanos()) {
            String tried = attempts == 1 ? "1 attempt" : attempts + " attempts";
            end.accept(new Outcome.Failed(failure(tried + " within " + limits.total() + ": " + why.why())));
            return;
        }
        CompletableFuture.delayedExecutor(pauseNanos, TimeUnit.NANOSECONDS, executor)
                .execute(this::attempt);
    }

    /** Doubled from one attempt to the next, and less up to a half by chance, so that clients do not come back in step. */
    private long pauseNanos() {
        Duration longest = limits.longestPause();
        long nanos = limits.firstPause().toNanos();
        for (int i = 1; i < attempts && nanos < longest.toNanos(); i++) {
            nanos *= 2;
        }
        nanos = Math.min(nanos, longest.toNanos());
        return nanos - ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
    }

    private long remainingNanos() {
        return deadlineNanos - System.nanoTime();
    }
}
