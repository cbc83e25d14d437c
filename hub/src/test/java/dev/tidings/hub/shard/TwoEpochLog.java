package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.ReplayIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log that was opened twice, with holes between its positions: it scans a list. For one thread. */
final class TwoEpochLog implements EventLog, ReplayIndex {

    static final String OLD = "oldepoch";
    static final String NEW = "newepoch";

    private static final int STEP = 10;
    private static final long NEW_START = 1005;

    private final Epochs epochs;
    private final List<Delivery> events = new ArrayList<>();
    private final List<Follower> followers = new ArrayList<>();

    /** @param old events of the first epoch, all of topic "a": "old 1", "old 2", ... at 10, 20, ... */
    TwoEpochLog(int old, boolean lossy) {
        epochs = new Epochs(List.of(new Epochs.Epoch(OLD, 0, false), new Epochs.Epoch(NEW, NEW_START, lossy)));
        for (int i = 1; i <= old; i++) {
            events.add(new Delivery(OLD, (long) i * STEP, 0, Event.of("a", "old " + i)));
        }
    }

    @Override
    public CompletionStage<List<EventId>> append(Publication publication) {
        List<Delivery> appended = new ArrayList<>();
        long position = Math.max(head(), NEW_START);
        for (Event event : publication.events()) {
            position += STEP;
            appended.add(new Delivery(NEW, position, 0, event));
        }
        events.addAll(appended);
        followers.forEach(follower -> follower.appended(appended));
        return CompletableFuture.completedFuture(
                appended.stream().map(Delivery::id).toList());
    }

    @Override
    public Following follow(long after, Follower follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    @Override
    public List<Delivery> read(long after, int limit) {
        return events.stream()
                .filter(event -> event.position() > after)
                .limit(limit)
                .toList();
    }

    @Override
    public List<Delivery> read(long[] positions) {
        List<Delivery> found = new ArrayList<>();
        for (long position : positions) {
            events.stream().filter(event -> event.position() == position).forEach(found::add);
        }
        return found;
    }

    @Override
    public long earliest() {
        return 0;
    }

    @Override
    public long head() {
        long newest = events.isEmpty() ? 0 : events.get(events.size() - 1).position();
        return Math.max(newest, NEW_START);
    }

    @Override
    public Epochs epochs() {
        return epochs;
    }

    @Override
    public ReplayIndex replayIndex() {
        return this;
    }

    @Override
    public Matches matches(Subscription subscription, long after, long through, int limit) {
        long[] positions = events.stream()
                .filter(event -> event.position() > after && event.position() <= through)
                .filter(event -> subscription.matches(event.event()))
                .mapToLong(Delivery::position)
                .limit(limit)
                .toArray();
        return new Matches(positions, positions.length == limit ? positions[limit - 1] : through);
    }

    @Override
    public long beforeNewest(Subscription subscription, long through, int count) {
        long[] all = matches(subscription, 0, through, Integer.MAX_VALUE).positions();
        return all.length == 0 ? through : all[Math.max(0, all.length - count)] - 1;
    }

    @Override
    public void close() {
        followers.clear();
    }
}
