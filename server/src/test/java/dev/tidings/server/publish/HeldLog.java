package dev.tidings.server.publish;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.log.ReplayIndex;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log in memory whose appends can be made to wait. For one thread. */
final class HeldLog implements EventLog {

    private record Held(Publication publication, CompletableFuture<List<EventId>> ids) {}

    private final EventLog log = MemoryLog.open();
    private final Queue<Held> waiting = new ArrayDeque<>();
    private boolean holding;

    /** Appends wait from now on. */
    void hold() {
        holding = true;
    }

    void letAllGo() {
        holding = false;
        while (!waiting.isEmpty()) {
            letOneGo();
        }
    }

    /** Lets the append go that has waited longest, if there is one. */
    void letOneGo() {
        Held held = waiting.poll();
        if (held != null) {
            log.append(held.publication()).whenComplete((ids, failure) -> {
                if (failure == null) {
                    held.ids().complete(ids);
                } else {
                    held.ids().completeExceptionally(failure);
                }
            });
        }
    }

    @Override
    public CompletionStage<List<EventId>> append(Publication publication) {
        if (!holding) {
            return log.append(publication);
        }
        Held held = new Held(publication, new CompletableFuture<>());
        waiting.add(held);
        return held.ids();
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
