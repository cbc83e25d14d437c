package dev.tidings.testkit;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.log.ReplayIndex;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A log in memory whose appends can be made to wait until the test lets them go: for tests of what waits for a log.
 * <p>
 * Safe for any thread.
 */
public final class HeldLog implements EventLog {

    private record Held(Publication publication, CompletableFuture<List<EventId>> ids) {}

    private final EventLog log = MemoryLog.open();
    private final Queue<Held> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger appended = new AtomicInteger();
    private volatile boolean holding;

    /** Appends wait from now on. */
    public void hold() {
        holding = true;
    }

    /** How many appends are waiting. */
    public int waiting() {
        return waiting.size();
    }

    /** How many events were appended. */
    public int appended() {
        return appended.get();
    }

    /** Appends what has waited longest, if anything waits. */
    public void letOneGo() {
        Held held = waiting.poll();
        if (held == null) {
            return;
        }
        appendNow(held.publication()).whenComplete((ids, failure) -> {
            if (failure == null) {
                held.ids().complete(ids);
            } else {
                held.ids().completeExceptionally(failure);
            }
        });
    }

    /** Appends all that waits; nothing has to wait from now on. */
    public void letAllGo() {
        holding = false;
        while (!waiting.isEmpty()) {
            letOneGo();
        }
    }

    /** What has waited longest fails. */
    public void failOne(RuntimeException failure) {
        waiting.remove().ids().completeExceptionally(failure);
    }

    @Override
    public CompletionStage<List<EventId>> append(Publication publication) {
        if (!holding) {
            return appendNow(publication);
        }
        Held held = new Held(publication, new CompletableFuture<>());
        waiting.add(held);
        return held.ids();
    }

    private CompletionStage<List<EventId>> appendNow(Publication publication) {
        return log.append(publication).thenApply(ids -> {
            appended.addAndGet(ids.size());
            return ids;
        });
    }

    @Override
    public Following follow(long after, Follower follower) {
        return log.follow(after, follower);
    }

    @Override
    public List<Delivery> read(long after, int limit) {
        return log.read(after, limit);
    }

    @Override
    public List<Delivery> read(long[] positions) {
        return log.read(positions);
    }

    @Override
    public long earliest() {
        return log.earliest();
    }

    @Override
    public long head() {
        return log.head();
    }

    @Override
    public Epochs epochs() {
        return log.epochs();
    }

    @Override
    public ReplayIndex replayIndex() {
        return log.replayIndex();
    }

    @Override
    public void close() {
        log.close();
    }
}
