package dev.tidings.hubclient;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be published, in order; one request is under way at a time. Safe for any thread.
 */
final class Publisher {
    /*
     *   publish ──> queue ──> Batch ──> Sending ──> published
     *                           ^          │
     *                           │       refused: the event that is at fault fails alone, or, where nobody says which
     *                        pieces <──────┘     one it is, each half is tried by itself; first things first
     */

    private static final Pattern PLACE = Pattern.compile("^(event \\d+ of the array, )?(line \\d+, column \\d+: )?");

    private final Exchange exchange;
    private final PublishLimits limits;
    private final Executor executor;
    private final InstantSource wall;
    private final Consumer<PublishRetry> onRetry;
    private final Pace pace;

    // Guarded by this.
    private final Deque<Submission> queue = new ArrayDeque<>();
    private final Deque<Batch> pieces = new ArrayDeque<>();
    private long keptBytes;
    private int unsettled;
    private boolean busy;
    private boolean closed;
    private @Nullable Sending sending;

    /** @param wall the time of day */
    Publisher(
            Exchange exchange,
            PublishLimits limits,
            Executor executor,
            InstantSource wall,
            Consumer<PublishRetry> onRetry) {
        this.exchange = exchange;
        this.limits = limits;
        this.executor = executor;
        this.wall = wall;
        this.onRetry = onRetry;
        this.pace = new Pace(limits.requestsPerSecond(), System.nanoTime());
    }

    CompletionStage<EventId> publish(Event event) {
        CompletableFuture<EventId> stage = new CompletableFuture<>();
        submit(new Submission.One(List.of(EventWriter.line(event)), System.nanoTime(), stage));
        return stage;
    }

    /** @throws IllegalArgumentException if they are larger than a list may be */
    CompletionStage<List<EventId>> publish(List<Event> events) {
        CompletableFuture<List<EventId>> stage = new CompletableFuture<>();
        submit(new Submission.Whole(lines(events), System.nanoTime(), stage));
        return stage;
    }

    private List<byte[]> lines(List<Event> events) {
        List<byte[]> lines = new ArrayList<>(events.size());
        long bytes = 0;
        for (Event event : events) {
            byte[] line = EventWriter.line(event);
            bytes += line.length + Batch.BYTES_PER_LINE;
            if (bytes > limits.listBytes()) {
                throw new IllegalArgumentException(
                        "events: more than " + limits.listBytes() + " bytes in the first " + (lines.size() + 1) + " of "
                                + events.size() + " (expected: at most listBytes, published whole)");
            }
            lines.add(line);
        }
        return lines;
    }

    private void submit(Submission submission) {
        PublishException refusal = take(submission);
        if (refusal != null) {
            submission.failed(refusal);
        }
    }

    private @Nullable PublishException take(Submission submission) {
        int bytes = submission.bytes();
        synchronized (this) {
            if (closed) {
                return new PublishException("it was not published: the client is closed", false);
            }
            if (keptBytes + bytes > limits.queueBytes() && keptBytes > 0) {
                return new HubBusyException("it was not published: " + keptBytes + " bytes of events wait for the hub"
                        + " (expected: at most " + limits.queueBytes() + ", this one included)");
            }
            queue.add(submission);
            keptBytes += bytes;
            unsettled++;
            if (busy) {
                return null;
            }
            busy = true;
        }
        launch();
        return null;
    }

    /** Never on the thread of who publishes: a token may have to be fetched first. */
    private void launch() {
        long waitNanos = pace.take(System.nanoTime());
        if (waitNanos == 0) {
            begin();
        } else {
            CompletableFuture.delayedExecutor(waitNanos, TimeUnit.NANOSECONDS).execute(this::begin);
        }
    }

    private void begin() {
        try {
            executor.execute(this::sendNext);
        } catch (Throwable e) {
            // Whatever it throws: nobody else would begin with what waits.
            failAll("the executor takes no work: " + e);
        }
    }

    private void sendNext() {
        try {
            sendNextBatch();
        } catch (Throwable e) {
            failAll("it could not be sent: " + e);
        }
    }

    private void sendNextBatch() {
        List<Submission> late = new ArrayList<>();
        Sending next = null;
        synchronized (this) {
            Batch batch = nextBatch(late);
            if (batch != null) {
                next = new Sending(exchange, limits, executor, wall, batch, onRetry, outcome -> ended(batch, outcome));
            }
            sending = next;
            busy = next != null;
        }
        if (next != null) {
            next.attempt();
        }
        if (!late.isEmpty()) {
            fail(
                    new Batch(late),
                    new PublishException(
                            "it was not published: others were tried for "
                                    + limits.times().total() + " before it",
                            false));
        }
    }

    /** Guarded by this. Null if there is none. */
    private @Nullable Batch nextBatch(List<Submission> late) {
        while (!pieces.isEmpty()) {
            List<Submission> inTime = new ArrayList<>();
            for (Submission submission : pieces.remove().submissions()) {
                if (isLate(submission)) {
                    forget(submission, late);
                } else {
                    inTime.add(submission);
                }
            }
            if (!inTime.isEmpty()) {
                return new Batch(inTime);
            }
        }
        return batchOfQueue(late);
    }

    private @Nullable Batch batchOfQueue(List<Submission> late) {
        List<Submission> batch = new ArrayList<>();
        long bytes = 0;
        for (Submission first = queue.peek(); first != null; first = queue.peek()) {
            if (isLate(first)) {
                forget(queue.remove(), late);
                continue;
            }
            bytes += first.bytes();
            boolean fits = bytes <= limits.batchBytes() && batch.size() < limits.batchEvents() && !first.isAlone();
            if (!batch.isEmpty() && !fits) {
                break;
            }
            batch.add(queue.remove());
            if (first.isAlone()) {
                break;
            }
        }
        return batch.isEmpty() ? null : new Batch(batch);
    }

    private boolean isLate(Submission submission) {
        return System.nanoTime() - submission.atNanos() > limits.times().total().toNanos();
    }

    private void forget(Submission submission, List<Submission> late) {
        keptBytes -= submission.bytes();
        late.add(submission);
    }

    private void ended(Batch batch, Sending.Outcome outcome) {
        if (outcome instanceof Sending.Outcome.Published published) {
            if (goOn(batch, null, null)) {
                batch.published(published.answer().ids());
                settled(batch);
            }
        } else if (outcome instanceof Sending.Outcome.Failed failed) {
            giveUp(batch, null, failed.why());
        } else if (outcome instanceof Sending.Outcome.Refused refused) {
            refused(batch, refused.answer());
        }
    }

    private void refused(Batch batch, Answer.Refused answer) {
        int status = answer.status();
        int line = answer.line();
        if (batch.size() == 1) {
            giveUp(batch, null, refusal(batch, answer));
        } else if (line >= 1 && line <= batch.size()) {
            Batch wrong = new Batch(List.of(batch.submissions().get(line - 1)));
            giveUp(wrong, batch.without(line - 1), refusal(wrong, answer));
        } else if (status == 400 || status == 413 || status == 422) {
            goOn(null, batch.firstHalf(), batch.secondHalf());
        } else {
            giveUp(batch, null, refusal(batch, answer));
        }
    }

    private void giveUp(Batch wrong, @Nullable Batch others, PublishException why) {
        if (goOn(wrong, others, null)) {
            fail(wrong, why);
        }
    }

    private void fail(Batch batch, PublishException why) {
        batch.failed(why);
        settled(batch);
    }

    private synchronized void settled(Batch batch) {
        unsettled -= batch.size();
        notifyAll();
    }

    /** Where in the batch an event stood is nothing that its publisher knows of; within a list it is. */
    private static EventRefusedException refusal(Batch batch, Answer.Refused answer) {
        String detail = batch.submissions().get(0).isAlone()
                ? answer.detail()
                : PLACE.matcher(answer.detail()).replaceFirst("");
        return new EventRefusedException(answer.status(), detail);
    }

    /**
     * What comes next is on its way before the stages of what came before end: who depends on them may wait for it.
     *
     * @param done what is settled
     * @param first what is to be sent next
     * @param second what is to be sent behind that
     * @return whether it is still to be settled: not if everything has been given up meanwhile
     */
    private boolean goOn(@Nullable Batch done, @Nullable Batch first, @Nullable Batch second) {
        synchronized (this) {
            if (sending == null) {
                return false;
            }
            sending = null;
            if (done != null) {
                keptBytes -= done.bytes();
            }
            if (second != null) {
                pieces.push(second);
            }
            if (first != null) {
                pieces.push(first);
            }
            busy = !pieces.isEmpty() || !queue.isEmpty();
            if (!busy) {
                return true;
            }
        }
        launch();
        return true;
    }

    /** Waits for what was published before; what is not settled by then fails. Nothing is taken any more. */
    void close(Duration limit) {
        boolean interrupted = false;
        synchronized (this) {
            closed = true;
            long end = System.nanoTime() + limit.toNanos();
            try {
                for (long left = limit.toNanos(); unsettled > 0 && left > 0; left = end - System.nanoTime()) {
                    wait(Math.max(1, left / 1_000_000));
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        failAll("the client was closed");
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void failAll(String why) {
        List<Submission> unsent = new ArrayList<>();
        Sending sent;
        synchronized (this) {
            pieces.forEach(piece -> unsent.addAll(piece.submissions()));
            pieces.clear();
            unsent.addAll(queue);
            queue.clear();
            sent = sending;
            sending = null;
            busy = false;
            keptBytes = 0;
        }
        if (sent != null) {
            fail(sent.batch(), sent.abandon(why));
        }
        if (!unsent.isEmpty()) {
            fail(new Batch(unsent), new PublishException("it was not published: " + why, false));
        }
    }
}
